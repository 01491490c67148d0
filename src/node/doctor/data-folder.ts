import type { Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Words } from '../../protocol/words.ts'
import { type Check, fail, ok, type Outcome, outcome, type Verdict, warn } from './check.ts'
import { codeOf } from '../code-of.ts'
import { diskClock } from './disk-clock.ts'
import { diskSpace } from './disk-space.ts'
import { fileLocks } from './file-locks.ts'
import { fileSystem } from './file-system.ts'
import { probeFolder } from './probe-folder.ts'
import { syncSpeed } from './sync-speed.ts'

/** Whether node.dataDir is there, can be written to and is for the node's user alone; then the disk that it lies on. */
export function dataFolder(dataDir: string): Check {
  return {
    name: 'data-folder',
    async run() {
      const found = await statsOf(dataDir)
      if (found === undefined) return await missing(dataDir)
      if (!found.isDirectory()) return outcome(noFolder(dataDir))
      const refusal = await whyNotWritable(dataDir)
      if (refusal !== undefined) return outcome(notWritable(dataDir, refusal), [diskSpace(dataDir)])
      return {
        verdicts: [writable(dataDir), ...openToOthers(dataDir, found), ...ofAnother(dataDir, found)],
        next: [
          diskSpace(dataDir),
          syncSpeed(dataDir),
          fileSystem(dataDir),
          fileLocks(dataDir),
          diskClock(dataDir),
        ],
      }
    },
  }
}

async function statsOf(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

async function whyNotWritable(folder: string): Promise<string | undefined> {
  try {
    await using _ = await probeFolder(folder)
    return undefined
  } catch (error) {
    return codeOf(error)
  }
}

/** The node makes its folder at its first start: where it has run before, a disk is not mounted. */
async function missing(dataDir: string): Promise<Outcome> {
  const above = await nearestFolder(dirname(dataDir))
  const refusal = await whyNotWritable(above)
  if (refusal !== undefined) return outcome(notWritable(above, refusal))
  return outcome(
    warn(
      { sv: `Mappen ${dataDir} finns inte än.`, en: `The folder ${dataDir} is not there yet.` },
      {
        sv: 'Noden skapar den vid sin första start. Har noden gått förut: montera disken, eller rätta node.dataDir.',
        en: 'The node makes it at its first start. If the node has run before: mount the disk, or correct node.dataDir.',
      },
    ),
    [diskSpace(above)],
  )
}

async function nearestFolder(path: string): Promise<string> {
  return (await statsOf(path)) === undefined ? await nearestFolder(dirname(path)) : path
}

function openToOthers(dataDir: string, { mode }: Stats): readonly Verdict[] {
  if (process.platform === 'win32' || (mode & 0o077) === 0) return []
  return [
    warn(
      {
        sv: `Mappen ${dataDir} är öppen för andra än nodens användare (${(mode & 0o777).toString(8)}).`,
        en: `The folder ${dataDir} is open to others than the node's user (${(mode & 0o777).toString(8)}).`,
      },
      { sv: `Stäng den: chmod 700 ${dataDir}`, en: `Close it: chmod 700 ${dataDir}` },
    ),
  ]
}

function ofAnother(dataDir: string, { uid }: Stats): readonly Verdict[] {
  if (process.getuid === undefined || process.getuid() === uid) return []
  return [
    warn(
      {
        sv: `Mappen ${dataDir} tillhör en annan användare (uid ${uid}) än den som kör doctor: dess rättigheter är inte prövade.`,
        en: `The folder ${dataDir} belongs to another user (uid ${uid}) than the one who runs doctor: that user's rights were not tried.`,
      },
      {
        sv: `Kör doctor som nodens användare: sudo -u '#${uid}' kvittens doctor`,
        en: `Run doctor as the node's user: sudo -u '#${uid}' kvittens doctor`,
      },
    ),
  ]
}

function writable(dataDir: string): Verdict {
  return ok({ sv: `Mappen ${dataDir} går att skriva i.`, en: `The folder ${dataDir} can be written to.` })
}

function noFolder(dataDir: string): Verdict {
  return fail(
    { sv: `${dataDir} är ingen mapp.`, en: `${dataDir} is no folder.` },
    { sv: 'Ange en mapp i node.dataDir.', en: 'Name a folder in node.dataDir.' },
  )
}

function notWritable(folder: string, code: string): Verdict {
  const found = {
    sv: `Mappen ${folder} går inte att skriva i (${code}).`,
    en: `The folder ${folder} cannot be written to (${code}).`,
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') return fail(found, makeRoom)
  return fail(
    found,
    code === 'EROFS'
      ? {
          sv: 'Disken är monterad för läsning: se i systemets logg varför, och montera om den.',
          en: "The disk is mounted for reading: see in the system's log why, and mount it anew.",
        }
      : {
          sv: 'Låt nodens användare äga mappen och skriva i den, eller ange en annan i node.dataDir.',
          en: "Let the node's user own the folder and write to it, or name another in node.dataDir.",
        },
  )
}

const makeRoom: Words = {
  sv: 'Disken är full: skaffa plats, eller flytta node.dataDir till en större.',
  en: 'The disk is full: make room, or move node.dataDir to a larger one.',
}
