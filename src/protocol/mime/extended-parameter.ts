import { encodeUtf8 } from '../utf8.ts'

/** One parameter's value, put together of its pieces (RFC 2231). */
export interface ParameterValue {
  /** One character an octet of `charset`. */
  readonly octets: string
  /** Lower case; undefined where the parameter does not say (a plain one never does). */
  readonly charset: string | undefined
}

/** A parameter value of the form `charset'language'percent-encoded` (RFC 2231); without quotes, percent-encoded alone. */
export function decodeExtended(text: string): ParameterValue {
  const [charset, language, ...rest] = text.split("'")
  if (charset === undefined || language === undefined || rest.length === 0) {
    return { octets: percentDecoded(text), charset: undefined }
  }
  return {
    octets: percentDecoded(rest.join("'")),
    charset: charset === '' ? undefined : charset.trim().toLowerCase(),
  }
}

/** Octets (one character each) of percent-encoded text; a `%` that begins no two hexadecimal digits stands for itself. */
export function percentDecoded(text: string): string {
  return text.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

/** `UTF-8''…`, the value of an extended parameter that holds any text (RFC 2231); a lone surrogate becomes U+FFFD. */
export function encodeExtended(text: string): string {
  let value = "UTF-8''"
  for (const octet of encodeUtf8(text)) {
    const char = String.fromCharCode(octet)
    value += /[A-Za-z0-9._~-]/.test(char) ? char : `%${octet.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return value
}
