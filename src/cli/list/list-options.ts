import { type Command, Option } from 'commander'
import type { ListConditions } from '../../client/list-messages.ts'
import { textLike, wholeNumber } from '../../node/config/value-types.ts'
import type { ValueType } from '../../node/config/value-type.ts'
import { parseDatetime } from '../../protocol/datetime.ts'
import type { MessageStatus } from '../../protocol/label/label.ts'
import { parseProductId } from '../../protocol/urn.ts'
import type { Terminal } from '../command.ts'
import { valueParser } from '../value-parser.ts'

/** The options that say which of the waiting messages are meant. */
export interface ListOptions {
  readonly products?: readonly string[]
  readonly since?: string
  readonly maxHits?: number
  readonly status: MessageStatus
}

/** Gives a command the options that narrow a list. */
export function withListOptions(command: Command, terminal: Terminal): Command {
  const { say } = terminal
  return command
    .option(
      '-p, --products <uuids>',
      say({ sv: 'produkttyper, med komma mellan', en: 'product types, with commas between' }),
      valueParser(products, terminal),
    )
    .option(
      '--since <datetime>',
      say({
        sv: 'kommit då eller senare: 2026-11-01, 2026-11-01T08:00:00',
        en: 'arrived then or later: 2026-11-01, 2026-11-01T08:00:00',
      }),
      valueParser(since, terminal),
    )
    .option(
      '--maxHits <n>',
      say({ sv: 'högst så många', en: 'at most so many' }),
      valueParser(wholeNumber(1), terminal),
    )
    .addOption(
      new Option('--status <status>', say({ sv: 'skarpa eller test', en: 'for real, or tests' }))
        .choices(['production', 'test'])
        .default('production'),
    )
}

/** The conditions that the options say. */
export function conditionsOf({ products, since, maxHits, status }: ListOptions): ListConditions {
  return {
    status,
    ...(products === undefined ? {} : { products }),
    ...(since === undefined ? {} : { since }),
    ...(maxHits === undefined ? {} : { maxHits }),
  }
}

const products: ValueType<readonly string[]> = {
  parse(written) {
    const ids = written.split(',').map((one) => parseProductId(one.trim()))
    const known = ids.filter((id) => id !== undefined)
    return known.length === ids.length ? known : undefined
  },
  expected: { sv: 'en UUID, eller flera med komma mellan', en: 'a UUID, or several with commas between' },
  schema: { type: 'string' },
  example: [],
}

const datetime = textLike(
  /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?$/,
  {
    sv: 'en tid som 2026-11-01 eller 2026-11-01T08:00:00',
    en: 'a time such as 2026-11-01 or 2026-11-01T08:00:00',
  },
  '2026-11-01T08:00:00',
)

const since: ValueType<string> = {
  ...datetime,
  parse(written, folder) {
    const given = datetime.parse(written, folder)
    return given === undefined ? undefined : parseDatetime(given + 'T00:00:00'.slice(given.length - 10))
  },
}
