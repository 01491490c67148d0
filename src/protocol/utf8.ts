import { decodeLatin1 } from './latin1.ts'

const replacement = 0xfffd

/** Text of octets in UTF-8, of `bytes[start, end)`; each ill-formed sequence becomes U+FFFD. A BOM is kept. */
export function decodeUtf8(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return decode(bytes, start, Math.min(end, bytes.length), false) ?? ''
}

/** As `decodeUtf8`, but undefined where the octets are not well-formed UTF-8 (overlong forms and surrogates included). */
export function decodeUtf8Strict(bytes: Uint8Array, start = 0, end = bytes.length): string | undefined {
  return decode(bytes, start, Math.min(end, bytes.length), true)
}

/** Octets of text in UTF-8; a lone surrogate becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3)
  let length = 0
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i)
    if (code < 0x80) {
      bytes[length++] = code
      continue
    }
    if (code >= 0xd800 && code <= 0xdfff) {
      const whole = text.codePointAt(i) ?? replacement
      if (whole > 0xffff) i++
      code = whole > 0xffff ? whole : replacement
    }
    length = putCodePoint(bytes, length, code)
  }
  return bytes.slice(0, length)
}

function putCodePoint(bytes: Uint8Array, at: number, code: number): number {
  let length = at
  if (code < 0x800) {
    bytes[length++] = 0xc0 | (code >> 6)
  } else {
    if (code < 0x10000) {
      bytes[length++] = 0xe0 | (code >> 12)
    } else {
      bytes[length++] = 0xf0 | (code >> 18)
      bytes[length++] = 0x80 | ((code >> 12) & 0x3f)
    }
    bytes[length++] = 0x80 | ((code >> 6) & 0x3f)
  }
  bytes[length++] = 0x80 | (code & 0x3f)
  return length
}

function decode(bytes: Uint8Array, start: number, end: number, strict: boolean): string | undefined {
  let text = ''
  let at = start
  while (at < end) {
    const run = at
    while (at < end && (bytes[at] ?? 0) < 0x80) at++
    text += decodeLatin1(bytes, run, at)
    while (at < end && (bytes[at] ?? 0) >= 0x80) {
      const length = sequenceLength(bytes, at, end)
      if (length < 0 && strict) return undefined
      text += String.fromCodePoint(length > 0 ? codePoint(bytes, at, length) : replacement)
      at += Math.abs(length)
    }
  }
  return text
}

/** The octets of the well-formed sequence at `at`; negative: how many to skip of an ill-formed one. */
function sequenceLength(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at] ?? 0
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0
  if (length === 0) return -1
  for (let i = 1; i < length; i++) {
    const next = at + i < end ? (bytes[at + i] ?? 0) : 0
    const low = i > 1 ? 0x80 : first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80
    const high = i > 1 ? 0xbf : first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf
    if (next < low || next > high) return -i
  }
  return length
}

function codePoint(bytes: Uint8Array, at: number, length: number): number {
  let code = (bytes[at] ?? 0) & (0x7f >> length)
  for (let i = 1; i < length; i++) code = (code << 6) | ((bytes[at + i] ?? 0) & 0x3f)
  return code
}
