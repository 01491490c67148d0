import { styleText } from 'node:util'
import { agency, employer, sickNotification } from '../../node/trial/trial-facts.ts'
import type { TwoNodePaths } from '../../node/trial/trial-paths.ts'
import type { Words } from '../../protocol/words.ts'
import type { Terminal } from '../command.ts'
import { curlWords, ownWords, programWords, shellLine } from './command-words.ts'
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
  terminal.print(`  ${styled('bold', 'Kvittens')}  ${styled('dim', claim)}`)
  terminal.print('')
}

/** What is up, and how long that took from the start of the program. */
export function showUp(terminal: Terminal, { paths, agency, employer, directory }: Trial): void {
  const { say } = terminal
  const seconds = (performance.now() / 1000).toFixed(1)
  const row = (name: Words, at: string, about: string): string =>
    `  ${say(name).padEnd(14)}${at.padEnd(27)}${styled('dim', about)}`
  const node = ({ pid }: NodeProcess): string =>
    say({
      sv: `nod, process ${pid}; dess register känner bara den själv`,
      en: `node, process ${pid}; its registry knows nobody but itself`,
    })
  const server = directory.server === undefined ? '' : `, process ${directory.server.pid}`
  const lines = [
    `  ${styled('bold', say({ sv: `Uppe på ${seconds.replace('.', ',')} s.`, en: `Up in ${seconds} s.` }))}`,
    row({ sv: 'arbetsgivaren', en: 'the employer' }, employer.machines, node(employer)),
    row({ sv: 'myndigheten', en: 'the agency' }, agency.machines, node(agency)),
    row(
      { sv: 'katalogen', en: 'the directory' },
      whereIs(directory, paths),
      `${say(directory.about)}${server}`,
    ),
    row({ sv: 'filerna', en: 'the files' }, paths.dir, ''),
    '',
  ]
  for (const line of lines) terminal.print(line.trimEnd())
}

function whereIs({ directory, server }: Trial['directory'], paths: TwoNodePaths): string {
  return server === undefined ? shortened(directory.url.replace('file:', ''), paths) : directory.url
}

/** Tells the tour on the terminal: each step with the command that makes it, and what came of it. */
export function terminalNarrator(terminal: Terminal, paths: TwoNodePaths): Narrator {
  let number = 0
  return {
    step(text, command) {
      number += 1
      const inFolder = command[0] === 'curl' ? command.map((word) => shortened(word, paths)) : command
      terminal.print(`  ${styled('bold', `${number}. ${text}`)}`)
      terminal.print(`     ${styled('dim', `$ ${shellLine(inFolder)}`)}`)
    },
    result(lines) {
      for (const [index, line] of lines.entries()) {
        terminal.print(`   ${index === 0 ? styled('green', '✔') : ' '} ${line}`.trimEnd())
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
  const command = (words: readonly string[]): string => `     ${shellLine(words)}`
  const line = (call: WebCall): string => command(withCurl ? curlWords(call, paths) : ownWords(call, paths))
  const hint = (words: Words): string => `  ${styled('dim', say(words))}`
  const inAgency = `${trial.agency.machines}/shs/ds/${agency.number}`
  const lines = [
    `  ${styled('bold', say({ sv: 'Allt står kvar.', en: 'All of it stays up.' }))} ${say({
      sv: 'Prova själv i ett annat fönster:',
      en: 'Try it yourself in another window:',
    })}`,
    '',
    hint({
      sv: 'skicka ett till från arbetsgivaren (en gång till: en dubblett, för dess tx.id är taget då)',
      en: 'send another from the employer (again: a duplicate, for its tx.id is taken by then)',
    }),
    line(posting('employer', trial, paths.next, ['send', paths.sample, '-p', sickNotification.uuid])),
    hint({ sv: 'vad som väntar på myndigheten', en: 'what waits for the agency' }),
    line({
      who: 'agency',
      method: 'GET',
      url: `${inAgency}?filter=noack`,
      own: ['list'],
    }),
    hint({ sv: 'hämta det, och kvittera', en: 'fetch it, and acknowledge' }),
    line({ who: 'agency', method: 'GET', url: `${inAgency}/${nextTxId}`, own: ['fetch', '--noAck'] }),
    line({
      who: 'agency',
      method: 'POST',
      url: `${inAgency}/${nextTxId}?action=ack`,
      own: ['ack', nextTxId],
    }),
    hint({ sv: 'låt myndigheten svara arbetsgivaren', en: 'let the agency answer the employer' }),
    line(
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
    hint({
      sv: 'vad som väntar på arbetsgivaren: bekräftelser och svaret',
      en: 'what waits for the employer: confirm messages, and the answer',
    }),
    line({
      who: 'employer',
      method: 'GET',
      url: `${trial.employer.machines}/shs/ds/${employer.number}`,
      own: ['list'],
    }),
    hint({ sv: 'slå upp i katalogen, i repot', en: 'look something up in the directory, in the repository' }),
    command(
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
    hint({
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

export function showEnd(terminal: Terminal, kept: string | undefined): void {
  terminal.print('')
  terminal.print(
    `  ${terminal.say(
      kept === undefined
        ? { sv: 'Slut; den tillfälliga mappen är borta.', en: 'Ended; the temporary folder is removed.' }
        : { sv: `Slut; allt finns kvar i ${kept}.`, en: `Ended; everything is still in ${kept}.` },
    )}`,
  )
}
