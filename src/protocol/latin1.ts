const chunkSize = 4096

/** Text of octets in ISO-8859-1, one character an octet, of `bytes[start, end)`; never fails. */
export function decodeLatin1(bytes: Uint8Array, start = 0, end = bytes.length): string {
  if (end - start <= chunkSize) return decodeChunk(bytes, start, end)
  let text = ''
  for (let at = start; at < end; at += chunkSize) {
    text += decodeChunk(bytes, at, Math.min(at + chunkSize, end))
  }
  return text
}

/** Octets of text in ISO-8859-1; a character that Latin-1 can't hold (a code unit, for surrogates) becomes `?`. */
export function encodeLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    bytes[i] = code < 0x100 ? code : 0x3f
  }
  return bytes
}

/** True when every character of `text` is in ISO-8859-1. */
export function isLatin1(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 0xff) return false
  }
  return true
}

function decodeChunk(bytes: Uint8Array, start: number, end: number): string {
  // A plain array, not a view of the octets: fromCharCode takes it in half the time.
  const length = Math.max(0, end - start)
  const codes: number[] = []
  codes.length = length
  for (let i = 0; i < length; i++) codes[i] = bytes[start + i] ?? 0
  return String.fromCharCode(...codes)
}
