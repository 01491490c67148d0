import { Command, Option } from 'commander'
import type { Operator, OperatorRequest } from '../../node/open-operator.ts'
import { reachOperator } from '../ask-operator.ts'
import type { Terminal } from '../command.ts'
import { withConfigOption } from '../config-option.ts'
import { faultWords } from '../fault-words.ts'
import { isObject } from '../is-object.ts'
import { safeText } from '../safe-text.ts'

interface ListOptions {
  readonly config: string
  readonly state?: Asked['state']
  readonly json?: boolean
}

type Asked = Extract<OperatorRequest, { readonly act: 'messages' }>

/** What wants a person comes first. */
const states: readonly Asked['state'][] = ['quarantined', 'held', 'new', 'queued']

/** `kvittens message list`: what is set aside, held or on its way in a node. */
export function listMessagesCommand(terminal: Terminal): Command {
  const { say } = terminal
  const command = new Command('list')
    .description(
      say({
        sv: 'Listar meddelanden som är i karantän (quarantined), hålls kvar (held), väntar på en mottagare (new) eller står i kö (queued): de som stått längst först.',
        en: 'Lists messages that are in quarantine (quarantined), held, waiting for a receiver to be found (new) or queued: those that have stood so the longest first.',
      }),
    )
    .addOption(
      new Option('--state <state>', say({ sv: 'bara de i ett läge', en: 'only those in one state' })).choices(
        states,
      ),
    )
    .option('--json', say({ sv: 'listan som JSON', en: 'the list as JSON' }))
    .addHelpText(
      'after',
      `\n${say({ sv: 'Exempel', en: 'Example' })}:\n  kvittens message list --state quarantined`,
    )
    .action((options: ListOptions) => list(options, terminal))
  return withConfigOption(command, terminal)
}

async function list({ config, state, json }: ListOptions, terminal: Terminal): Promise<void> {
  await using operator = await reachOperator(config, terminal)
  const messages: object[] = []
  let count = 0
  for (const one of state === undefined ? states : [state]) {
    for await (const message of standing(one, operator)) {
      count += 1
      if (json === true) messages.push(message)
      else for (const line of lines(message, terminal)) terminal.print(line)
    }
  }
  if (json === true) terminal.print(JSON.stringify(messages, undefined, 2))
  else if (count === 0)
    terminal.warn(terminal.say({ sv: 'Inga sådana meddelanden.', en: 'No such messages.' }))
}

async function* standing(state: Asked['state'], operator: Operator): AsyncGenerator<object> {
  let after: Asked['after']
  do {
    const answer = await operator.act({ act: 'messages', state, ...(after === undefined ? {} : { after }) })
    const { messages, next }: { readonly messages?: unknown; readonly next?: unknown } = answer
    if (!Array.isArray(messages)) throw new Error('the node listed something other than messages')
    yield* messages.filter(isObject)
    after = isMark(next) ? next : undefined
  } while (after !== undefined)
}

function isMark(value: unknown): value is NonNullable<Asked['after']> {
  return isObject(value) && 'since' in value && 'place' in value
}

/** A line for each message, and below it what is in its way and when it is tried next. */
function lines(message: object, { say }: Terminal): readonly string[] {
  const { receiptId, state, since, nextAt, from, to }: Told = message
  const head = [receiptId, state, since, `${shown(from)} → ${shown(to)}`].map(shown).join('  ')
  const fault = faultWords(message)
  return [
    head,
    ...(fault === undefined ? [] : [`  ${safeText(say(fault))}`]),
    ...(nextAt === undefined
      ? []
      : [`  ${say({ sv: 'nästa försök', en: 'next attempt' })} ${shown(nextAt)}`]),
  ]
}

type Told = Readonly<Partial<Record<'receiptId' | 'state' | 'since' | 'nextAt' | 'from' | 'to', unknown>>>

function shown(value: unknown): string {
  return typeof value === 'string' ? safeText(value) : '–'
}
