import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { copyFile, mkdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ldapDirectory, writeLdapFiles } from '../../node/trial/ldap-directory.ts'
import { type TrialDirectory, writeFileDirectory } from '../../node/trial/trial-directory.ts'
import type { Words } from '../../protocol/words.ts'
import { safeText } from '../safe-text.ts'
import { findProgram, firstThere } from './find-program.ts'
import { KeptUp, type KeptUpWords, type Running } from './kept-up.ts'
import { loadEntries, SlapdFailed, startSlapd } from './slapd-process.ts'

/** The directory of the trial as it is up. */
export interface StartedDirectory {
  readonly directory: TrialDirectory
  /** What it is, in a line. */
  readonly about: Words
  /** The server; none where the directory is a file. */
  readonly server?: {
    readonly process: KeptUp<Running>
    readonly pid: number
    /** The command that starts it again; it goes into the background. */
    readonly command: readonly string[]
  }
}

const shsSchema = fileURLToPath(new URL('../../../deploy/ldap/shs.schema', import.meta.url))
const coreSchemas = ['/etc/ldap/schema', '/etc/openldap/schema', '/opt/homebrew/etc/openldap/schema'].map(
  (folder) => join(folder, 'core.schema'),
)
const words: KeptUpWords = {
  name: { sv: 'Katalogen', en: 'The directory' },
  kept: { sv: 'allt som är publicerat finns kvar', en: 'what was published is there' },
}

/** Starts a real LDAP directory in the folder where the machine has slapd; else writes a directory file. */
export async function startDirectory(folder: string, port: number, path: string): Promise<StartedDirectory> {
  const program = await findProgram('slapd', path)
  if (program === undefined) {
    return inFile(folder, {
      sv: 'en fil, eftersom slapd inte finns på den här maskinen',
      en: 'a file, since slapd is not on this machine',
    })
  }
  try {
    return await inSlapd(folder, port, program)
  } catch (error) {
    if (!(error instanceof SlapdFailed)) throw error
    const why = safeText(error.message)
    return inFile(folder, {
      sv: `en fil, eftersom slapd på den här maskinen inte startade (${why})`,
      en: `a file, since slapd on this machine did not start (${why})`,
    })
  }
}

async function inFile(folder: string, about: Words): Promise<StartedDirectory> {
  return { directory: await writeFileDirectory(join(folder, 'directory.yaml')), about }
}

async function inSlapd(folder: string, port: number, program: string): Promise<StartedDirectory> {
  const core = await firstThere(coreSchemas)
  if (core === undefined) throw new SlapdFailed(`${coreSchemas.join(', ')}: ENOENT`)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // A copy: where AppArmor guards slapd, it does so by its path, and lets it into no temporary folder.
  const copy = join(folder, 'slapd')
  await copyFile(program, copy).catch((cause: unknown) => {
    throw new SlapdFailed(String(cause), { cause })
  })
  const schemas = { core: join(folder, 'core.schema'), shs: join(folder, 'shs.schema') }
  await copyFile(core, schemas.core)
  await copyFile(shsSchema, schemas.shs)
  const files = await writeLdapFiles(folder, schemas, randomBytes(16).toString('hex'))
  await loadEntries(copy, files)
  const { url, process, pid } = await startOnPort(port, (url) => startSlapd(copy, files, url))
  const about = { sv: 'slapd med schemat i deploy/ldap', en: 'slapd, with the schema of deploy/ldap' }
  const command = [copy, '-f', files.config, '-h', url]
  return { directory: ldapDirectory(url, files), about, server: { process, pid, command } }
}

const mostPorts = 3

/** A free port may be taken by another before slapd has it: then there are others. */
async function startOnPort(port: number, start: (url: string) => Promise<Running>) {
  for (let tried = 1; ; tried += 1) {
    const url = `ldap://127.0.0.1:${port === 0 ? await freePort() : port}`
    const process = new KeptUp(words, () => start(url))
    try {
      const { pid } = await process.start()
      return { url, process, pid }
    } catch (error) {
      if (!(error instanceof SlapdFailed) || port !== 0 || tried === mostPorts) throw error
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
