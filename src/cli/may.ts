import { Command, Option } from 'commander'
import { address, uuid } from '../node/config/value-types.ts'
import type { ValueType } from '../node/config/value-type.ts'
import { parseDatetime } from '../protocol/datetime.ts'
import type { SequenceType, TransferType } from '../protocol/label/label.ts'
import { parseProductId } from '../protocol/urn.ts'
import { askOperator } from './ask-operator.ts'
import type { Terminal } from './command.ts'
import { withConfigOption } from './config-option.ts'
import { isObject } from './is-object.ts'
import { safeLines } from './safe-text.ts'
import { UsageError } from './usage-error.ts'
import { valueParser } from './value-parser.ts'

interface MayOptions {
  readonly from: string
  readonly to?: string
  readonly product: string
  readonly transferType: TransferType
  readonly sequenceType?: SequenceType
  readonly agreement?: string
  readonly at?: string
  readonly json?: boolean
  readonly config: string
}

/** `kvittens may`: would it be let through, by which agreement, and if not why and who can mend it. Exit 1: no. */
export function mayCommand(terminal: Terminal): Command {
  const { say } = terminal
  const one = <T>(type: ValueType<T>): ((text: string) => T) => valueParser(type, terminal)
  const command = new Command('may')
    .description(
      say({
        sv: 'Säger om ett meddelande släpps igenom, enligt vilken överenskommelse, och om inte varför och vem som kan ändra det. Inget skickas.',
        en: 'Says whether a message would be let through, by which agreement, and if not why and who can mend it. Nothing is sent.',
      }),
    )
    .requiredOption('-f, --from <address>', say({ sv: 'avsändare', en: 'sender' }), one(address))
    .option(
      '-t, --to <address>',
      say({ sv: 'mottagare (annars enligt överenskommelserna)', en: 'receiver (else by the agreements)' }),
      one(address),
    )
    .requiredOption('-p, --product <uuid>', say({ sv: 'produkttyp', en: 'product type' }), one(productId))
    .addOption(
      new Option('--transfer-type <type>', say({ sv: 'överföringssätt', en: 'transfer type' }))
        .choices(['asynch', 'synch'])
        .default('asynch'),
    )
    .addOption(
      new Option(
        '--sequence-type <type>',
        say({
          sv: 'sekvenstyp (annars event, eller request om synch, adm om confirm eller error)',
          en: 'sequence type (else event, or request of synch, adm of confirm or error)',
        }),
      ).choices(['event', 'request', 'reply', 'adm']),
    )
    .option(
      '--agreement <uuid>',
      say({ sv: 'överenskommelsen som etiketten anger', en: 'the agreement that the label names' }),
      one(uuid),
    )
    .option(
      '--at <time>',
      say({
        sv: 'då och inte nu: 2026-06-19, 2026-06-19T12:00, 2026-06-19T12:00:00+02:00',
        en: 'then and not now: 2026-06-19, 2026-06-19T12:00, 2026-06-19T12:00:00+02:00',
      }),
      one(moment),
    )
    .option('--json', say({ sv: 'svaret som JSON', en: 'the answer as JSON' }))
    .addHelpText(
      'after',
      `\n${say({ sv: 'Exempel', en: 'Example' })}:\n  kvittens may --from 5560000001 --to 2021000001 --product 5c1e0000-0000-4000-8000-000000000001`,
    )
    .action((options: MayOptions) => may(options, terminal))
  return withConfigOption(command, terminal)
}

async function may(options: MayOptions, terminal: Terminal): Promise<void> {
  const { from, to, product, transferType, agreement, at } = options
  const sequenceType = sequenceTypeOf(options)
  const question = {
    from,
    product,
    transferType,
    sequenceType,
    ...(to !== undefined && { to }),
    ...(agreement !== undefined && { agreement }),
  }
  const answer = await askOperator(
    options.config,
    { act: 'may', question, language: terminal.language, ...(at !== undefined && { at }) },
    terminal,
  )
  const { json, text } = { json: undefined, text: undefined, ...answer }
  terminal.print(
    options.json === true ? JSON.stringify(json, undefined, 2) : safeLines(String(text).trimEnd()),
  )
  if (isRefused(json)) terminal.exitCode = 1
}

function isRefused(decision: unknown): boolean {
  return isObject(decision) && 'outcome' in decision && decision.outcome === 'refused'
}

/** No label says adm of another product or of synch, so there is no such question (shs-protocol.md 7.1). */
function sequenceTypeOf({ sequenceType, product, transferType }: MayOptions): SequenceType {
  const isAdm = product === 'confirm' || product === 'error'
  const type = sequenceType ?? (isAdm ? 'adm' : transferType === 'synch' ? 'request' : 'event')
  if ((type === 'adm') !== isAdm || (isAdm && transferType === 'synch')) {
    throw new UsageError({
      sv: 'Sekvenstypen adm hör till produkterna confirm och error, och är asynch.',
      en: 'The sequence type adm belongs to the products confirm and error, and is asynch.',
    })
  }
  return type
}

const productId: ValueType<string> = { ...uuid, parse: parseProductId }

/** `yyyy-MM-ddTHH:mm:ss`, with a zone where one was written. */
const moment: ValueType<string> = {
  parse(written) {
    const form = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(Z|[+-]\d{2}:\d{2})?)?$/
    const [, date = '', time = '00:00', zone = ''] = form.exec(written) ?? []
    const datetime = parseDatetime(`${date}T${time.length === 5 ? `${time}:00` : time}`)
    const isMoment = datetime !== undefined && !Number.isNaN(Date.parse(datetime + zone))
    return isMoment ? datetime + zone : undefined
  },
  expected: {
    sv: 'en tid som 2026-06-19 eller 2026-06-19T12:00',
    en: 'a time such as 2026-06-19 or 2026-06-19T12:00',
  },
  schema: { type: 'string' },
  example: '2026-06-19T12:00:00',
}
