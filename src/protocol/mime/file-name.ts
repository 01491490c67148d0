import { isLatin1 } from '../latin1.ts'
import { charsetText, utf8Text } from './charset-text.ts'
import { decodeEncodedWords, holdsEncodedWord } from './encoded-word.ts'
import { encodeExtended, type ParameterValue } from './extended-parameter.ts'
import { headerValue } from './header-value.ts'
import { parameterValue, parseParameters } from './parameters.ts'

const control = /\p{Cc}/u
const ascii = /^\p{ASCII}*$/u

/**
 * The file name in a part's header lines: `filename` of Content-Disposition, else `name` of Content-Type; quoted or
 * not, in raw ISO-8859-1 or UTF-8, by RFC 2231 or RFC 2047. It is data, unchanged: never a path. Undefined where there
 * is none.
 */
export function fileNameOf(lines: readonly string[]): string | undefined {
  return nameIn(lines, 'content-disposition', 'filename') ?? nameIn(lines, 'content-type', 'name')
}

/**
 * A file name as a header parameter that `fileNameOf` reads back as it was, `filename="…"`: in raw ISO-8859-1 (one
 * character an octet) where it fits, else beside an RFC 2231 one with `_` for what it can't hold, for the readers that
 * know no other (section 14). It holds no control character.
 */
export function fileNameParameter(name: string): string {
  if (isPlain(name)) return `filename="${escaped(name)}"`
  const nearest = name.replaceAll(/\p{Cc}|[\u{100}-\u{10ffff}]/gu, '_').replaceAll('=?', '__')
  return `filename="${escaped(nearest)}"; filename*=${encodeExtended(name)}`
}

function nameIn(lines: readonly string[], header: string, parameter: string): string | undefined {
  const value = headerValue(lines, header)
  if (value === undefined) return undefined
  const found = parameterValue(parseParameters(value), parameter)
  const name = found === undefined ? '' : text(found)
  return name === '' ? undefined : name
}

function text({ octets, charset }: ParameterValue): string {
  if (charset !== undefined) return charsetText(octets, charset)
  if (holdsEncodedWord(octets)) return decodeEncodedWords(octets)
  return ascii.test(octets) ? octets : (utf8Text(octets) ?? octets)
}

/** Fits in raw ISO-8859-1, and can't be taken for anything else there. */
function isPlain(name: string): boolean {
  if (!isLatin1(name) || control.test(name) || holdsEncodedWord(name)) return false
  return ascii.test(name) || utf8Text(name) === undefined
}

function escaped(name: string): string {
  return name.replaceAll(/["\\]/g, (char) => `\\${char}`)
}
