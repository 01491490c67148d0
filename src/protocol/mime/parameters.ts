import { decodeExtended, type ParameterValue, percentDecoded } from './extended-parameter.ts'

/** A header value such as `text/xml; charset=ISO-8859-1`, its parameters still as they came. */
export interface ParameterizedValue {
  /** What stands before the first `;`, in lower case. */
  readonly value: string
  /** One character an octet, by name in lower case, with any `*` of RFC 2231; the first of several of a name. */
  readonly parameters: ReadonlyMap<string, string>
}

const none: ReadonlyMap<string, string> = new Map()

/**
 * Reads a header value with parameters, quoted or not, as forgiving as the field needs: an unquoted value runs to the
 * next `;` (file names with spaces), a missing last quote is the end of the text, and a backslash is only an escape
 * before `"` and `\` (Windows paths).
 */
export function parseParameters(text: string): ParameterizedValue {
  const first = text.indexOf(';')
  if (first === -1) return { value: text.trim().toLowerCase(), parameters: none }
  const parameters = new Map<string, string>()
  let at = first + 1
  while (at < text.length) {
    const equals = text.indexOf('=', at)
    const semicolon = text.indexOf(';', at)
    if (equals === -1) break
    if (semicolon !== -1 && semicolon < equals) {
      at = semicolon + 1
      continue
    }
    const name = text.slice(at, equals).trim().toLowerCase()
    const start = afterSpace(text, equals + 1)
    const [value, end] = text[start] === '"' ? quoted(text, start + 1) : unquoted(text, start)
    if (name !== '' && !parameters.has(name)) parameters.set(name, value)
    at = end
  }
  return { value: text.slice(0, first).trim().toLowerCase(), parameters }
}

/** A parameter by its name in lower case: `name*`, else `name*0` and on, else `name`; the first of several. */
export function parameterValue(value: ParameterizedValue, name: string): ParameterValue | undefined {
  const { parameters } = value
  const extended = parameters.get(`${name}*`)
  if (extended !== undefined) return decodeExtended(extended)
  const pieces = continuations(parameters, name)
  if (pieces !== undefined) return pieces
  const plain = parameters.get(name)
  return plain === undefined ? undefined : { octets: plain, charset: undefined }
}

/** A parameter that is a token, such as `charset`; what follows a blank in it (a comment, say) is left out. */
export function tokenParameter(value: ParameterizedValue, name: string): string | undefined {
  return parameterValue(value, name)?.octets.trim().split(/[ \t]/, 1)[0]
}

function continuations(parameters: ReadonlyMap<string, string>, name: string): ParameterValue | undefined {
  let whole: ParameterValue | undefined
  for (let index = 0; ; index++) {
    const encoded = parameters.get(`${name}*${index}*`)
    const piece = encoded ?? parameters.get(`${name}*${index}`)
    if (piece === undefined) return whole
    if (whole === undefined) {
      whole = encoded === undefined ? { octets: piece, charset: undefined } : decodeExtended(encoded)
    } else {
      whole = { ...whole, octets: whole.octets + (encoded === undefined ? piece : percentDecoded(encoded)) }
    }
  }
}

function afterSpace(text: string, from: number): number {
  let at = from
  while (text[at] === ' ' || text[at] === '\t') at++
  return at
}

/** The value after an opening quote, and where the next parameter begins. */
function quoted(text: string, start: number): [string, number] {
  let value = ''
  let at = start
  while (at < text.length && text[at] !== '"') {
    const next = text[at + 1]
    if (text[at] === '\\' && (next === '"' || next === '\\')) at++
    value += text[at] ?? ''
    at++
  }
  return [value, afterSemicolon(text, at)]
}

function unquoted(text: string, start: number): [string, number] {
  const semicolon = text.indexOf(';', start)
  const end = semicolon === -1 ? text.length : semicolon
  return [text.slice(start, end).trim(), end + 1]
}

function afterSemicolon(text: string, from: number): number {
  const semicolon = text.indexOf(';', from)
  return semicolon === -1 ? text.length : semicolon + 1
}
