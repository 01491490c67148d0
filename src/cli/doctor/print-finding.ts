import { styleText } from 'node:util'
import type { Finding } from '../../node/doctor/check.ts'
import type { Words } from '../../protocol/words.ts'
import type { Terminal } from '../command.ts'
import { safeText } from '../safe-text.ts'

type Status = Finding['status']

const statuses: Readonly<
  Record<Status, { readonly words: Words; readonly colour: 'green' | 'yellow' | 'red' }>
> = {
  ok: { words: { sv: 'ok', en: 'ok' }, colour: 'green' },
  warn: { words: { sv: 'varning', en: 'warning' }, colour: 'yellow' },
  fail: { words: { sv: 'fel', en: 'fail' }, colour: 'red' },
}

/** Columns of the longest status and the space behind it. */
const margin = 9

/** A line of what was found and, where it is not ok, the cure below it. */
export function printFinding(finding: Finding, terminal: Terminal): void {
  const { words, colour } = statuses[finding.status]
  const status = terminal.say(words).padEnd(margin)
  // Coloured only where stdout is a terminal that shows colours (NO_COLOR is respected).
  terminal.print(
    styleText(colour, status, { stream: process.stdout }) + safeText(terminal.say(finding.found)),
  )
  if (finding.status !== 'ok') terminal.print(' '.repeat(margin) + safeText(terminal.say(finding.cure)))
}

/** How many of each. */
export function printSum(findings: readonly Finding[], terminal: Terminal): void {
  const count = (status: Status): number => findings.filter((one) => one.status === status).length
  const [warnings, failures] = [count('warn'), count('fail')]
  terminal.print('')
  terminal.print(
    terminal.say({
      sv: `${count('ok')} ok, ${warnings} ${warnings === 1 ? 'varning' : 'varningar'}, ${failures} fel.`,
      en: `${count('ok')} ok, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}, ${failures} ${failures === 1 ? 'failure' : 'failures'}.`,
    }),
  )
}

/** A finding for programs: the name of its check is the same in every language. */
export function findingJson(finding: Finding, { say }: Terminal): object {
  const { check, status, found } = finding
  return { check, status, found: say(found), ...(finding.status === 'ok' ? {} : { cure: say(finding.cure) }) }
}
