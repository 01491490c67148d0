import { styleText } from 'node:util'
import { agency } from '../../node/trial/trial-facts.ts'
import type { TrialPaths } from '../../node/trial/trial-paths.ts'
import type { Terminal } from '../command.ts'
import { curlWords, shellLine } from './curl-words.ts'
import type { NodeProcess } from './node-process.ts'
import type { Narrator, TourResult } from './tour.ts'
import type { WebCall } from './web-call.ts'

type Style = Parameters<typeof styleText>[0]

/** Styled only where stdout is a terminal that shows colours (NO_COLOR is respected). */
function styled(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout })
}

export function title(terminal: Terminal): void {
  terminal.print('')
  terminal.print(
    `  ${styled('bold', 'Kvittens')}  ${styled('dim', 'every file gets a receipt, and nothing is lost')}`,
  )
  terminal.print('')
}

/** Tells the tour on the terminal: each step with the curl line that makes it, and what came of it. */
export function terminalNarrator(terminal: Terminal, paths: TrialPaths): Narrator {
  let number = 0
  return {
    step(text, call) {
      number += 1
      terminal.print(`  ${styled('bold', `${number}. ${text}`)}`)
      terminal.print(`     ${styled('dim', `$ ${shortLine(call, paths)}`)}`)
    },
    result(lines) {
      for (const [index, line] of lines.entries()) {
        terminal.print(`   ${index === 0 ? styled('green', '✔') : ' '} ${line}`)
      }
      terminal.print('')
    },
  }
}

/** The curl line with paths as they look from the trial's folder. */
function shortLine(call: WebCall, paths: TrialPaths): string {
  return shellLine(curlWords(call, paths).map((word) => word.replace(`${paths.dir}/`, '')))
}

/** What is up, and what to type next. */
export function showStay(
  terminal: Terminal,
  node: NodeProcess,
  paths: TrialPaths,
  { txId }: TourResult,
): void {
  const mailbox = `${node.machines}/shs/ds/${agency.number}`
  const line = (call: WebCall): string => `     ${shellLine(curlWords(call, paths))}`
  const lines = [
    `  ${styled('bold', 'The node stays up.')} Try it yourself in another window:`,
    '',
    `  ${styled('dim', 'send another message (again: a duplicate, for its tx.id is taken by then)')}`,
    line({
      who: 'employer',
      method: 'POST',
      url: `${node.machines}/shs/rs`,
      headers: ['Content-Type: message/rfc822'],
      body: paths.next,
    }),
    `  ${styled('dim', 'list what waits or is not acknowledged')}`,
    line({ who: 'agency', method: 'GET', url: `${mailbox}?filter=noack` }),
    `  ${styled('dim', 'fetch and acknowledge')}`,
    line({ who: 'agency', method: 'GET', url: `${mailbox}/${txId}` }),
    line({ who: 'agency', method: 'POST', url: `${mailbox}/${txId}?action=ack` }),
    '',
    `  machines    ${node.machines}`,
    `  health      ${node.operations}/health/ready`,
    `  metrics     ${node.operations}/metrics`,
    `  files       ${paths.dir}`,
    `  process     ${node.pid}  ${styled('dim', '(kill -9 it: it comes back, and what has its receipt is there)')}`,
    '',
    `  ${styled('dim', 'Ctrl-C ends it.')}`,
  ]
  for (const one of lines) terminal.print(one)
}

export function showEnd(terminal: Terminal, kept: string | undefined): void {
  terminal.print('')
  terminal.print(
    kept === undefined
      ? '  Ended; the temporary folder is removed.'
      : `  Ended; everything is still in ${kept}.`,
  )
}
