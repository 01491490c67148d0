import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { agency, employer } from '../node/trial/trial-facts.ts'
import { KvittensError } from '../protocol/kvittens-error.ts'
import { aborted } from './aborted.ts'
import { systemUser } from './ask-operator.ts'
import type { Terminal } from './command.ts'
import { callWithCurl, hasCurl } from './try/call-with-curl.ts'
import { callWithOwnClient } from './try/call-with-own-client.ts'
import { labelOf } from './try/label-of.ts'
import type { NodeProcess } from './try/node-process.ts'
import { portBase } from './try/port-base.ts'
import { showEnd, showStay, showUp, terminalNarrator, title } from './try/show.ts'
import { type Narrator, Stage } from './try/stage.ts'
import { startTrial, type Trial } from './try/start-trial.ts'
import { tour, type TourResult } from './try/tour.ts'
import { valueParser } from './value-parser.ts'

interface TryOptions {
  readonly dir?: string
  readonly once?: boolean
  readonly json?: boolean
  readonly portBase?: number
}

/** `kvittens try`: the whole system on this machine, a real file through it, and its receipt. */
export function tryCommand(terminal: Terminal): Command {
  const { say } = terminal
  return new Command('try')
    .description(
      say({
        sv: 'Hela systemet på den här maskinen med ett kommando: en riktig fil går från en arbetsgivares nod till en myndighets, och du håller i dess kvittens.',
        en: "The whole system on this machine in one command: a real file goes from an employer's node to an agency's, and you hold its receipt.",
      }),
    )
    .option(
      '--dir <dir>',
      say({
        sv: 'behåll allt i den här mappen (annars en tillfällig, som tas bort till slut)',
        en: 'keep everything in this folder (default: a temporary one, removed at the end)',
      }),
    )
    .option(
      '--once',
      say({
        sv: 'sluta efter rundturen i stället för att stå kvar',
        en: 'end after the tour instead of staying up',
      }),
    )
    .option(
      '--json',
      say({
        sv: 'ett JSON-objekt på stdout med alla adresser, certifikat och nycklar',
        en: 'one JSON object on stdout with every address, certificate and key path',
      }),
    )
    .option(
      '--port-base <n>',
      say({
        sv: 'fem portar från det här numret (annars lediga)',
        en: 'five ports from this number on (default: free ones)',
      }),
      valueParser(portBase, terminal),
    )
    .action((options: TryOptions) => tryIt(options, terminal))
}

async function tryIt(options: TryOptions, terminal: Terminal): Promise<void> {
  await using folder = await trialFolder(options.dir)
  const quiet = options.json === true
  if (!quiet) title(terminal)
  await using trial = await startTrial({
    dir: folder.path,
    path: terminal.env['PATH'] ?? '',
    user: systemUser(),
    ...(options.portBase !== undefined && { portBase: options.portBase }),
  })
  if (!quiet) showUp(terminal, trial)
  const withCurl = await hasCurl()
  const stage = stageFor(trial, withCurl, quiet, terminal)
  const result = await Promise.race([
    tour({ agency: trial.agency.machines, employer: trial.employer.machines }, stage),
    aborted(terminal.signal),
    trial.lost(),
  ])
  if (result === undefined) return
  if (quiet) terminal.print(JSON.stringify(addresses(trial, result, terminal)))
  const isKept = options.dir !== undefined
  if (options.once) {
    if (!quiet && isKept) showEnd(terminal, trial, isKept)
    return
  }
  if (!quiet) {
    const { txId: nextTxId } = await labelOf(trial.paths.next)
    showStay(terminal, trial, { withCurl, nextTxId })
  }
  await trial.keepUp(terminal.signal, (words) => terminal.warn(`  ${terminal.say(words)}`))
  if (!quiet) showEnd(terminal, trial, isKept)
}

function stageFor({ paths }: Trial, withCurl: boolean, quiet: boolean, terminal: Terminal): Stage {
  const { language, signal } = terminal
  return new Stage({
    paths,
    withCurl,
    call: withCurl ? callWithCurl(paths) : callWithOwnClient(paths, language),
    narrator: quiet ? silent : terminalNarrator(terminal, paths),
    language,
    signal,
  })
}

const silent: Narrator = { step: () => {}, result: () => {} }

interface TrialFolder extends AsyncDisposable {
  readonly path: string
}

async function trialFolder(dir: string | undefined): Promise<TrialFolder> {
  if (dir !== undefined) {
    const path = resolve(dir)
    await mkdir(path, { recursive: true, mode: 0o700 })
    if ((await readdir(path)).length > 0) throw folderNotEmpty(path)
    return { path, async [Symbol.asyncDispose]() {} }
  }
  const path = await mkdtemp(join(tmpdir(), 'kvittens-try-'))
  return {
    path,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  }
}

/** Everything that a program needs to go on from here. What stands at the top is the agency's node. */
function addresses(
  { paths, agency: ofAgency, employer: ofEmployer, directory }: Trial,
  result: TourResult,
  { say }: Terminal,
): object {
  const { machines, operations, pid } = ofAgency
  return {
    machines,
    operations,
    pid,
    ca: paths.ca,
    agency: {
      number: agency.number,
      ...addressesOf(ofAgency),
      certificate: paths.agencyCertificate,
      key: paths.agencyKey,
      config: paths.config,
      log: paths.agencyLog,
      next: paths.reply,
      ...result.agency,
    },
    employer: {
      number: employer.number,
      ...addressesOf(ofEmployer),
      certificate: paths.employerCertificate,
      key: paths.employerKey,
      config: paths.employerConfig,
      log: paths.employerLog,
      file: paths.sample,
      message: paths.message,
      next: paths.next,
      ...result.employer,
    },
    directory: {
      url: directory.directory.url,
      kind: directory.server === undefined ? 'file' : 'slapd',
      about: say(directory.about),
      ...(directory.server !== undefined && { pid: directory.server.pid }),
    },
    dir: paths.dir,
    txId: result.txId,
    ...result.agency,
  }
}

function addressesOf({ machines, operations, pid }: NodeProcess): object {
  return { machines, operations, pid }
}

function folderNotEmpty(path: string): KvittensError {
  return new KvittensError('FolderNotEmpty', {
    words: {
      sv: `${path} är inte tom, och inget där skrivs över.`,
      en: `${path} is not empty, and nothing in it is written over.`,
    },
    cure: { sv: 'Ange en ny mapp, eller töm den.', en: 'Give a new folder, or empty it.' },
  })
}
