import { type Command, Option } from 'commander'
import type { OutgoingEncoding } from '../../client/outgoing-message.ts'
import { address, text, textLike, uuid } from '../../node/config/value-types.ts'
import type { ValueType } from '../../node/config/value-type.ts'
import type { Meta, MessageStatus, SequenceType } from '../../protocol/label/label.ts'
import { parseProductId } from '../../protocol/urn.ts'
import { isNmtoken } from '../../protocol/xml/names.ts'
import type { Terminal } from '../command.ts'
import type { ConnectionOptions } from '../connection/connection-options.ts'
import { valueParser, valuesParser } from '../value-parser.ts'

/** The options of `send` and `request`, with the names of the field's client (shs-protocol.md 13). */
export interface SendOptions extends ConnectionOptions {
  readonly from?: string
  readonly to?: string
  readonly product?: string
  readonly subject?: string
  readonly originator?: string
  readonly endRecipient?: string
  readonly meta?: readonly Meta[]
  readonly contentId?: string
  readonly sequenceType: SequenceType
  readonly corrId?: string
  readonly agreement?: string
  readonly status: MessageStatus
  readonly dataPartType: string
  readonly contentType: string
  readonly transferEncoding: OutgoingEncoding
  readonly fileName?: string
  readonly in?: string
  readonly tx?: string
  readonly json?: boolean
}

/** Gives `send` or `request` the options that say what to send; `sequenceType` where none is named. */
export function withSendOptions(
  command: Command,
  sequenceType: 'event' | 'request',
  terminal: Terminal,
): Command {
  const { say } = terminal
  const one = <T>(type: ValueType<T>): ((text: string) => T) => valueParser(type, terminal)
  return command
    .option(
      '-f, --from <address>',
      say({ sv: 'avsändare (annars eget nummer)', en: 'sender (else the own number)' }),
      one(address),
    )
    .option(
      '-t, --to <address>',
      say({ sv: 'mottagare (annars enligt överenskommelsen)', en: 'receiver (else by the agreement)' }),
      one(address),
    )
    .option('-p, --product <uuid>', say({ sv: 'produkttyp', en: 'product type' }), one(productId))
    .option('-s, --subject <text>', say({ sv: 'ärende', en: 'subject' }), one(text))
    .option(
      '-o, --originator <text>',
      say({ sv: 'person eller system bakom avsändaren', en: 'the person or system behind the sender' }),
      one(text),
    )
    .option('-E, --endRecipient <text>', say({ sv: 'slutmottagare', en: 'end recipient' }), one(text))
    .option(
      '-m, --meta <name=value>',
      say({ sv: 'metadata; flera gånger', en: 'metadata; several times' }),
      valuesParser(meta, terminal),
    )
    .option(
      '-c, --contentId <id>',
      say({ sv: 'innehållets id (annars tx.id)', en: "the content's id (else the tx.id)" }),
      one(contentId),
    )
    .addOption(
      new Option('-q, --sequenceType <type>', say({ sv: 'sekvenstyp', en: 'sequence type' }))
        .choices(['event', 'request', 'reply'])
        .default(sequenceType),
    )
    .option(
      '--corrId <id>',
      say({ sv: 'korrelations-id (annars tx.id)', en: 'correlation id (else the tx.id)' }),
      one(nmtoken),
    )
    .option('--agreement <uuid>', say({ sv: 'överenskommelse', en: 'agreement' }), one(uuid))
    .addOption(
      new Option('--status <status>', say({ sv: 'skarpt eller test', en: 'for real, or a test' }))
        .choices(['production', 'test'])
        .default('production'),
    )
    .option(
      '--dataPartType <type>',
      say({ sv: 'datadelens typ', en: "the data part's type" }),
      one(text),
      'data',
    )
    .option(
      '--contentType <type>',
      say({ sv: 'datadelens MIME-typ', en: "the data part's MIME type" }),
      one(mimeType),
      'application/octet-stream',
    )
    .addOption(
      new Option(
        '--transferEncoding <encoding>',
        say({ sv: 'datadelens kodning', en: "the data part's transfer encoding" }),
      )
        .choices(['binary', 'base64', '7bit', '8bit'])
        .default('binary'),
    )
    .option(
      '--fileName <name>',
      say({ sv: 'filnamn (annars filens eget)', en: "file name (else the file's own)" }),
      one(text),
    )
    .option('--in <file>', say({ sv: 'filen, som -in', en: 'the file, as -in' }))
    .option('--json', say({ sv: 'svaret som JSON', en: 'the answer as JSON' }))
}

const productId: ValueType<string> = {
  ...uuid,
  parse: parseProductId,
}

const nmtoken: ValueType<string> = {
  parse: (value) => (isNmtoken(value) ? value : undefined),
  expected: {
    sv: 'bokstäver, siffror, punkt, bindestreck, understreck och kolon',
    en: 'letters, digits, dots, hyphens, underscores and colons',
  },
  schema: { type: 'string' },
  example: 'id',
}

/** Some vendors can't hold a longer one than 36 characters (shs-protocol.md 2). */
const contentId: ValueType<string> = {
  ...nmtoken,
  parse: (value) => (value.length <= 36 ? nmtoken.parse(value, '.') : undefined),
  expected: {
    sv: `högst 36 tecken: ${nmtoken.expected.sv}`,
    en: `at most 36 characters: ${nmtoken.expected.en}`,
  },
}

const mimeType = textLike(
  /^[\w.+-]+\/[\w.+-]+( *; *[ -~]+)?$/,
  { sv: 'en MIME-typ', en: 'a MIME type' },
  'application/octet-stream',
)

const meta: ValueType<Meta> = {
  parse(written) {
    const at = written.indexOf('=')
    return at < 1 ? undefined : { name: written.slice(0, at), value: written.slice(at + 1) }
  },
  expected: { sv: 'namn=värde', en: 'name=value' },
  schema: { type: 'string' },
  example: { name: 'name', value: '' },
}
