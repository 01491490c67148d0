import { mediaType } from '../../adapters/handlers/media-type.ts'
import { plainFileName } from '../../adapters/handlers/plain-file-name.ts'
import type { Keys } from './keys.ts'
import type { ValueType } from './value-type.ts'
import { duration, flag, organisationNumber, path, textLike, uuid, wholeNumber } from './value-types.ts'

/** One handler of the settings: see `handlerFaults` for which keys go together. */
export interface HandlerSettings {
  readonly name: string
  readonly product: string
  readonly test: boolean
  /** The node's own where absent. */
  readonly actor?: string
  readonly url?: string
  readonly ca?: string
  readonly insecure: boolean
  /** The program's absolute path, then its arguments. */
  readonly command?: readonly string[]
  readonly contentType?: string
  readonly fileName?: string
  readonly timeout: number
  readonly concurrency: number
}

const longestTimeout = 24 * 3_600_000

const handlerName = textLike(
  /^[A-Za-z0-9._-]{1,64}$/,
  { sv: 'ett namn med bokstäver, siffror, punkt, _ och -', en: 'a name of letters, digits, dot, _ and -' },
  'handler',
)

const handlerUrl: ValueType<string> = {
  parse(value) {
    const url = URL.parse(value)
    if (url === null || !/^https?:$/.test(url.protocol)) return undefined
    return url.hash === '' ? url.href : undefined
  },
  expected: {
    sv: 'en adress som börjar med http:// eller https://',
    en: 'a URL that begins with http:// or https://',
  },
  schema: { type: 'string', format: 'uri', pattern: '^https?://' },
  example: 'http://127.0.0.1/',
}

/** A word of a command as it is written, and as the path that the first of them is. */
const commandWord: ValueType<{ readonly text: string; readonly path: string }> = {
  parse(value, folder) {
    const place = path.parse(value, folder)
    return value.includes('\0') ? undefined : { text: value, path: place ?? folder }
  },
  expected: { sv: 'ett ord i kommandot', en: 'a word of the command' },
  schema: { type: ['string', 'number', 'boolean'] },
  example: { text: '/', path: '/' },
}

const contentType: ValueType<string> = {
  parse: mediaType,
  expected: { sv: 'en medietyp som text/xml', en: 'a media type such as text/xml' },
  schema: { type: 'string', pattern: '^[^/]+/.+$' },
  example: 'text/xml',
}

const fileName = textLike(plainFileName, { sv: 'ett filnamn', en: 'a file name' }, 'answer.xml')

const handlerTimeout: ValueType<number> = {
  ...duration,
  parse(value, folder) {
    const milliseconds = duration.parse(value, folder)
    return milliseconds !== undefined && milliseconds <= longestTimeout ? milliseconds : undefined
  },
  expected: { sv: 'en tid som 10s eller 5m, högst 24h', en: 'a time such as 10s or 5m, at most 24h' },
}

/** The table of one handler. */
export function readHandler(keys: Keys): HandlerSettings {
  const name = keys.required('name', handlerName, 'Its name, for people and in failures; each has its own.')
  const product = keys.required('product', uuid, 'UUID of the product type whose requests it answers.')
  const actor = keys.optional(
    'actor',
    organisationNumber,
    "Organisation number of the actor that it answers for; the node's own where left out.",
  )
  const test = keys.defaulted(
    'test',
    flag,
    'false',
    'Gets requests of status test too, which X-shs-status and KVITTENS_STATUS tell; they are refused otherwise.',
  )
  const url = keys.optional('url', handlerUrl, 'Where requests are posted. This or command.')
  const ca = keys.optional(
    'ca',
    path,
    "PEM file of the CAs that an https server's certificate comes from; the well-known ones where left out.",
  )
  const insecure = keys.defaulted(
    'insecure',
    flag,
    'false',
    'Lets http:// without TLS go to another machine: anyone on the way can read it and answer in its place.',
  )
  const command = keys.optionalList(
    'command',
    'What is run for a request, without a shell: the path of a program, from the settings file where it is relative, then its arguments. This or url.',
    { scalar: { type: commandWord } },
  )
  const type = keys.optional(
    'contentType',
    contentType,
    "Media type of a command's answers; application/octet-stream where left out.",
  )
  const answerName = keys.optional('fileName', fileName, "File name of a command's answers.")
  const timeout = keys.defaulted(
    'timeout',
    handlerTimeout,
    '60s',
    'Until the answer begins to come, the wait for a turn included; then without a byte of it.',
  )
  const concurrency = keys.defaulted(
    'concurrency',
    wholeNumber(1),
    '8',
    'Requests at once; further ones wait for their turn.',
  )
  return {
    name,
    product,
    test,
    ...(actor !== undefined && { actor }),
    ...(url !== undefined && { url }),
    ...(ca !== undefined && { ca }),
    insecure,
    ...(command !== undefined && { command: inFull(command) }),
    ...(type !== undefined && { contentType: type }),
    ...(answerName !== undefined && { fileName: answerName }),
    timeout,
    concurrency,
  }
}

function inFull(words: readonly { readonly text: string; readonly path: string }[]): readonly string[] {
  return words.map(({ text, path }, index) => (index === 0 ? path : text))
}
