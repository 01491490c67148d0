import { styleText } from 'node:util'
import { agency, employer, sickNotification } from '../../node/trial/trial-facts.ts'
import type { TwoNodePaths } from '../../node/trial/trial-paths.ts'
import type { Words } from '../../protocol/words.ts'
import type { Terminal } from '../command.ts'
import { curlWords, ownWords, programWords, shellWords } from './command-words.ts'
import { widthOf, wrapped, wrappedCommand } from './fit-width.ts'
import type { NodeProcess } from './node-process.ts'
import type { Narrator } from './stage.ts'
import type { Trial } from './start-trial.ts'
import type { WebCall } from './web-call.ts'

type Style = Parameters<typeof styleText>[0]

/** Styled only where stdout is a terminal that shows colours (NO_COLOR is respected). */
function styled(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout })
}

export function title(terminal: Terminal): void {
  const claim = terminal.say({
    sv: 'varje fil får en kvittens, och inget går förlorat',
    en: 'every file gets a receipt, and nothing is lost',
  })
  terminal.print('')
  const [first = '', ...more] = wrapped(`  Kvittens  ${claim}`, widthOf(terminal), 12)
  terminal.print(first.replace('Kvittens', styled('bold', 'Kvittens')))
  for (const line of more) terminal.print(line)
  terminal.print('')
}

/** What is up, and how long that took from the start of the program. */
export function showUp(terminal: Terminal, { paths, agency, employer, directory }: Trial): void {
  const { say } = terminal
  const width = widthOf(terminal)
  const seconds = (performance.now() / 1000).toFixed(1)
  const row = (name: Words, at: string, about: string): readonly string[] =>
    wrapped(`  ${say(name).padEnd(14)}${at.padEnd(27)}${about}`, width, 43)
  const node = ({ pid }: NodeProcess): string =>
    say({
      sv: `nod, process ${pid}; dess register känner bara den själv`,
      en: `node, process ${pid}; its registry knows nobody but itself`,
    })
  const server = directory.server === undefined ? '' : `, process ${directory.server.pid}`
  const lines = [
    `  ${styled('bold', say({ sv: `Uppe på ${seconds.replace('.', ',')} s.`, en: `Up in ${seconds} s.` }))}`,
    ...row({ sv: 'arbetsgivaren', en: 'the employer' }, employer.machines, node(employer)),
    ...row({ sv: 'myndigheten', en: 'the agency' }, agency.machines, node(agency)),
    ...row(
      { sv: 'katalogen', en: 'the directory' },
      whereIs(directory, paths),
      `${say(directory.about)}${server}`,
    ),
    ...row({ sv: 'filerna', en: 'the files' }, paths.dir, ''),
    '',
  ]
  for (const line of lines) terminal.print(line.trimEnd())
}

function whereIs({ directory, server }: Trial['directory'], paths: TwoNodePaths): string {
  return server === undefined ? shortened(directory.url.replace('file:', ''), paths) : directory.url
}

/** Tells the tour on the terminal: each step with the command that makes it, and what came of it. */
export function terminalNarrator(terminal: Terminal, paths: TwoNodePaths): Narrator {
  const width = widthOf(terminal)
  let number = 0
  return {
    step(text, command) {
      number += 1
      const inFolder = command[0] === 'curl' ? command.map((word) => shortened(word, paths)) : command
      for (const line of wrapped(`  ${number}. ${text}`, width, 5)) terminal.print(styled('bold', line))
      for (const [index, line] of wrappedCommand(shellWords(inFolder), width, 7).entries()) {
        terminal.print(styled('dim', `     ${index === 0 ? '$' : ' '} ${line}`))
      }
    },
    result(lines) {
      for (const [index, line] of lines.entries()) {
        const lead = /^ */.exec(line)?.[0].length ?? 0
        for (const [part, fitting] of wrapped(`     ${line}`, width, 7 + lead).entries()) {
          const mark = index === 0 && part === 0 ? styled('green', '✔') : ' '
          terminal.print(`   ${mark} ${fitting.slice(5)}`.trimEnd())
        }
      }
      terminal.print('')
    },
  }
}

/** A path as it looks from the trial's folder. */
function shortened(word: string, { dir }: TwoNodePaths): string {
  return word.replace(`${dir}/`, '')
}

export interface StayOptions {
  readonly withCurl: boolean
  /** The tx.id of the message that nobody has sent yet. */
  readonly nextTxId: string
}

/** What to type next, and where everything is. */
export function showStay(terminal: Terminal, trial: Trial, { withCurl, nextTxId }: StayOptions): void {
  const { say } = terminal
  const { paths } = trial
  const width = widthOf(terminal)
  const command = (words: readonly string[]): readonly string[] =>
    wrappedCommand(shellWords(words), width, 5).map((one) => `     ${one}`)
  // curl is typed in the trial's folder, our own commands in the repository.
  const line = (call: WebCall): readonly string[] =>
    command(withCurl ? curlWords(call, paths).map((word) => shortened(word, paths)) : ownWords(call, paths))
  const hint = (words: Words): readonly string[] =>
    wrapped(`  ${say(words)}`, width, 4).map((one) => styled('dim', one))
  const inAgency = `${trial.agency.machines}/shs/ds/${agency.number}`
  const lines = [
    `  ${styled('bold', say({ sv: 'Allt står kvar.', en: 'All of it stays up.' }))} ${say({
      sv: 'Prova själv i ett annat fönster:',
      en: 'Try it yourself in another window:',
    })}`,
    '',
    ...(withCurl ? command(['cd', paths.dir]) : []),
    ...hint({
      sv: 'skicka ett till från arbetsgivaren (en gång till: en dubblett, för dess tx.id är taget då)',
      en: 'send another from the employer (again: a duplicate, for its tx.id is taken by then)',
    }),
    ...line(posting('employer', trial, paths.next, ['send', paths.sample, '-p', sickNotification.uuid])),
    ...hint({ sv: 'vad som väntar på myndigheten', en: 'what waits for the agency' }),
    ...line({
      who: 'agency',
      method: 'GET',
      url: `${inAgency}?filter=noack`,
      own: ['list'],
    }),
    ...hint({ sv: 'hämta det, och kvittera', en: 'fetch it, and acknowledge' }),
    ...line({ who: 'agency', method: 'GET', url: `${inAgency}/${nextTxId}`, own: ['fetch', '--noAck'] }),
    ...line({
      who: 'agency',
      method: 'POST',
      url: `${inAgency}/${nextTxId}?action=ack`,
      own: ['ack', nextTxId],
    }),
    ...hint({ sv: 'låt myndigheten svara arbetsgivaren', en: 'let the agency answer the employer' }),
    ...line(
      posting('agency', trial, paths.reply, [
        'send',
        paths.sample,
        '-t',
        employer.number,
        '-p',
        sickNotification.uuid,
        '--sequenceType',
        'reply',
      ]),
    ),
    ...hint({
      sv: 'vad som väntar på arbetsgivaren: bekräftelser och svaret',
      en: 'what waits for the employer: confirm messages, and the answer',
    }),
    ...line({
      who: 'employer',
      method: 'GET',
      url: `${trial.employer.machines}/shs/ds/${employer.number}`,
      own: ['list'],
    }),
    ...hint({
      sv: 'slå upp i katalogen, i repot',
      en: 'look something up in the directory, in the repository',
    }),
    ...command(
      programWords([
        'directory',
        'lookup',
        'address',
        agency.number,
        sickNotification.uuid,
        '--config',
        paths.employerConfig,
      ]),
    ),
    '',
    ...addresses(terminal, trial),
    '',
    ...hint({
      sv: 'kill -9 på en process: den kommer tillbaka, och allt som har sin kvittens finns kvar. Ctrl-C avslutar.',
      en: 'kill -9 a process: it comes back, and what has its receipt is there. Ctrl-C ends it.',
    }),
  ]
  for (const one of lines) terminal.print(one)
}

function posting(who: WebCall['who'], trial: Trial, body: string, own: readonly string[]): WebCall {
  const headers = ['Content-Type: message/rfc822']
  return { who, method: 'POST', url: `${trial[who].machines}/shs/rs`, headers, body, own }
}

function addresses({ say }: Terminal, { paths, agency, employer, directory }: Trial): readonly string[] {
  const row = (who: string, what: string, value: string): string =>
    `  ${who.padEnd(14)}${what.padEnd(10)}${value}`
  const node = (name: Words, { machines, operations, pid }: NodeProcess): readonly string[] => [
    row(say(name), 'machines', machines),
    row('', 'health', `${operations}/health/ready`),
    row('', 'metrics', `${operations}/metrics`),
    row('', 'process', String(pid)),
  ]
  const { server } = directory
  return [
    ...node({ sv: 'arbetsgivaren', en: 'the employer' }, employer),
    ...node({ sv: 'myndigheten', en: 'the agency' }, agency),
    row(say({ sv: 'katalogen', en: 'the directory' }), '', directory.directory.url),
    ...(server === undefined ? [] : [row('', 'process', String(server.pid))]),
    row(say({ sv: 'filerna', en: 'the files' }), '', paths.dir),
  ]
}

/** The end, and where the folder is kept how to start again by hand what was up. */
export function showEnd(terminal: Terminal, trial: Trial, kept: boolean): void {
  const { say } = terminal
  const width = widthOf(terminal)
  const { dir } = trial.paths
  const prose = (words: Words): readonly string[] => wrapped(`  ${say(words)}`, width, 4)
  const lines = kept
    ? [
        ...prose({ sv: `Slut; allt finns kvar i ${dir}.`, en: `Ended; everything is still in ${dir}.` }),
        ...prose({
          sv: 'Starta det igen för hand, i repot, noderna i var sitt fönster:',
          en: 'Start it again by hand, in the repository, each node in a window of its own:',
        }),
        ...startCommands(trial).flatMap((words) =>
          wrappedCommand(shellWords(words), width, 5).map((line) => `     ${line}`),
        ),
      ]
    : prose({ sv: 'Slut; den tillfälliga mappen är borta.', en: 'Ended; the temporary folder is removed.' })
  for (const line of ['', ...lines]) terminal.print(line)
}

function startCommands({ paths, directory }: Trial): readonly (readonly string[])[] {
  return [
    ...(directory.server === undefined ? [] : [directory.server.command]),
    ...[paths.config, paths.employerConfig].map((config) => programWords(['start', '--config', config])),
  ]
}
