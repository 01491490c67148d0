import { resolve } from 'node:path'
import {
  formatOrganisationNumber,
  hasRightCheckDigit,
  parseOrganisationNumber,
} from '../../protocol/organisation-number.ts'
import { isUuid, parseAddress, parseUrn } from '../../protocol/urn.ts'
import type { Words } from '../../protocol/words.ts'
import { parseDuration } from './duration.ts'
import { parseSize } from './size.ts'
import type { ValueType } from './value-type.ts'

/** Host and port that a listener binds. */
export interface ListenAddress {
  /** Without brackets, for IPv6 too. */
  readonly host: string
  readonly port: number
}

/** Any text that is not empty. */
export const text: ValueType<string> = {
  parse: (value) => (value.trim() === '' ? undefined : value),
  expected: { sv: 'en text', en: 'a text' },
  schema: { type: 'string', minLength: 1 },
  example: 'x',
}

/** True or false. */
export const flag: ValueType<boolean> = {
  parse: (value) => (value === 'true' ? true : value === 'false' ? false : undefined),
  expected: { sv: 'true eller false', en: 'true or false' },
  schema: { type: 'boolean' },
  example: false,
}

/** One of a few words. */
export function oneOf<const T extends string>(words: readonly [T, ...T[]]): ValueType<T> {
  return {
    parse: (value) => words.find((word) => word === value),
    expected: { sv: words.join(', '), en: words.join(', ') },
    schema: { enum: words },
    example: words[0],
  }
}

/** A whole number from `least` up. */
export function wholeNumber(least: number): ValueType<number> {
  return {
    parse(value) {
      const number = /^\d+$/.test(value) ? Number(value) : undefined
      return number !== undefined && Number.isSafeInteger(number) && number >= least ? number : undefined
    },
    expected: { sv: `ett heltal, minst ${least}`, en: `a whole number, at least ${least}` },
    schema: { type: 'integer', minimum: least },
    example: least,
  }
}

/** Octets, at least one. */
export const size: ValueType<number> = {
  parse(value) {
    const bytes = parseSize(value)
    return bytes === 0 ? undefined : bytes
  },
  expected: {
    sv: 'en storlek som 64KiB, 20GiB eller ett antal byte',
    en: 'a size such as 64KiB, 20GiB or a number of bytes',
  },
  schema: {
    type: ['string', 'integer'],
    pattern: String.raw`^\d+(\.\d+)?\s*(B|kB|KB|MB|GB|TB|KiB|MiB|GiB|TiB)?$`,
    minimum: 1,
  },
  example: 1,
}

/** Milliseconds, at least one. */
export const duration: ValueType<number> = {
  parse(value) {
    const milliseconds = parseDuration(value)
    return milliseconds === 0 ? undefined : milliseconds
  },
  expected: { sv: 'en tid som 10s, 5m, 1h eller 4d', en: 'a time such as 10s, 5m, 1h or 4d' },
  schema: { type: 'string', pattern: String.raw`^(\d+\s*(ms|s|m|h|d)\s*)+$` },
  example: 1,
}

/** Ten digits with the right check digit; a hyphen and the prefix 16 are read away. */
export const organisationNumber: ValueType<string> = {
  parse(value) {
    const number = parseOrganisationNumber(value)
    return number !== undefined && hasRightCheckDigit(number) ? number : undefined
  },
  nearly: (value) => wrongCheckDigit(parseOrganisationNumber(value)),
  expected: {
    sv: 'ett organisationsnummer: tio siffror med rätt kontrollsiffra',
    en: 'an organisation number: ten digits with the right check digit',
  },
  schema: { type: ['string', 'integer'], pattern: String.raw`^(16)?\d{6}-?\d{4}$` },
  example: '2021000001',
}

/** `host:port`; IPv6 in brackets; port 0 takes a free one. */
export const listenAddress: ValueType<ListenAddress> = {
  parse(value) {
    const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]]+)):(\d{1,5})$/.exec(value)
    const host = match?.[1] ?? match?.[2]
    const port = Number(match?.[3])
    return host === undefined || port > 65_535 ? undefined : { host, port }
  },
  expected: {
    sv: 'värd och port, som 127.0.0.1:8443 eller [::1]:8443',
    en: 'host and port, such as 127.0.0.1:8443 or [::1]:8443',
  },
  schema: { type: 'string', pattern: String.raw`^(\[[0-9a-fA-F:.]+\]|[^\s:\[\]]+):\d{1,5}$` },
  example: { host: '127.0.0.1', port: 0 },
}

/** An https URL, without a slash at its end. */
export const httpsUrl: ValueType<string> = {
  parse(value) {
    const url = URL.parse(value)
    if (url === null || url.protocol !== 'https:' || url.username !== '' || url.hash !== '') return undefined
    return value.replace(/\/+$/, '')
  },
  expected: { sv: 'en adress som börjar med https://', en: 'a URL that begins with https://' },
  schema: { type: 'string', format: 'uri', pattern: '^https://' },
  example: 'https://localhost',
}

/** The https URL of a receive service: one with a path, without a slash at its end. */
export const receiveServiceUrl: ValueType<string> = {
  parse(value, folder) {
    const found = httpsUrl.parse(value, folder)
    return found === undefined || URL.parse(found)?.pathname === '/' ? undefined : found
  },
  expected: {
    sv: 'hela adressen till mottagningstjänsten, med sökvägen: https://nod.example.se:8443/shs/rs',
    en: 'the whole URL of the receive service, with its path: https://node.example.se:8443/shs/rs',
  },
  schema: { type: 'string', format: 'uri', pattern: '^https://[^/?#]+/[^?#]' },
  example: 'https://localhost/shs/rs',
}

/** The path of a file or folder, absolute once read. */
export const path: ValueType<string> = {
  parse: (value, folder) =>
    value.trim() === '' || value.includes('\0') ? undefined : resolve(folder, value),
  expected: { sv: 'en sökväg', en: 'a path' },
  schema: { type: 'string', minLength: 1 },
  example: '/',
}

/** An IANA time zone. */
export const timeZone: ValueType<string> = {
  parse(value) {
    try {
      new Intl.DateTimeFormat('en', { timeZone: value }).format()
      return value
    } catch {
      // A RangeError is how Intl says that there is no such zone.
      return undefined
    }
  },
  expected: { sv: 'en tidszon som Europe/Stockholm', en: 'a time zone such as Europe/Stockholm' },
  schema: { type: 'string', minLength: 1 },
  example: 'Europe/Stockholm',
}

/** The text of a regular expression. */
export const pattern: ValueType<string> = {
  parse(value) {
    try {
      new RegExp(value).test('')
      return value
    } catch {
      // The engine's complaint is about syntax; the words of the problem name the setting.
      return undefined
    }
  },
  expected: { sv: 'ett reguljärt uttryck', en: 'a regular expression' },
  schema: { type: 'string', format: 'regex', minLength: 1 },
  example: '^x$',
}

/** A UUID, lower case once read; a URN's prefix is read away. */
export const uuid: ValueType<string> = {
  parse(value) {
    const id = parseUrn(value).toLowerCase()
    return isUuid(id) ? id : undefined
  },
  expected: { sv: 'en UUID', en: 'a UUID' },
  schema: { type: 'string', pattern: '^(urn:X-shs:)?[0-9a-fA-F-]{36}$' },
  example: '00000000-0000-0000-0000-000000000000',
}

/** `orgnr` or `orgnr.internal`; a hyphen and the prefix 16 are read away. */
export const address: ValueType<string> = {
  parse(value) {
    const parts = parseAddress(withPlainNumber(value))
    if (parts === undefined || !hasRightCheckDigit(parts.actor)) return undefined
    return parts.internal === undefined ? parts.actor : `${parts.actor}.${parts.internal}`
  },
  nearly: (value) => wrongCheckDigit(parseAddress(withPlainNumber(value))?.actor),
  expected: {
    sv: 'en adress: organisationsnummer, eller organisationsnummer.intern-del',
    en: 'an address: a number, or number.internal-part',
  },
  schema: { type: ['string', 'integer'] },
  example: '2021000001',
}

/** An address whose number is written as people do, `NNNNNN-NNNN`, with its ten digits. */
function withPlainNumber(value: string): string {
  const text = parseUrn(value)
  const dot = text.indexOf('.')
  const end = dot < 0 ? text.length : dot
  return (parseOrganisationNumber(text.slice(0, end)) ?? text.slice(0, end)) + text.slice(end)
}

function wrongCheckDigit(number: string | undefined): Words | undefined {
  if (number === undefined || hasRightCheckDigit(number)) return undefined
  const shown = formatOrganisationNumber(number)
  return {
    sv: `Kontrollsiffran i ${shown} stämmer inte.`,
    en: `The check digit of ${shown} is wrong.`,
  }
}

/** `yyyy-MM-dd`. */
export const date: ValueType<string> = {
  parse(value) {
    const time = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN
    return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== value ? undefined : value
  },
  expected: { sv: 'ett datum, åååå-mm-dd', en: 'a date, yyyy-mm-dd' },
  schema: { type: 'string', format: 'date' },
  example: '2000-01-01',
}

/** A text in the form of a regular expression. */
export function textLike(
  form: RegExp,
  expected: ValueType<string>['expected'],
  example: string,
): ValueType<string> {
  return {
    parse: (value) => (form.test(value) ? value : undefined),
    expected,
    schema: { type: 'string', pattern: form.source },
    example,
  }
}
