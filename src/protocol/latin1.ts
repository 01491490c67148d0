/** Text of octets in ISO-8859-1, one character an octet, of `bytes[start, end)`; never fails. */
export function decodeLatin1(bytes: Uint8Array, start = 0, end = bytes.length): string {
  const last = Math.min(end, bytes.length)
  let text = ''
  let at = start
  // Sixteen and four at a time: several times as fast as fromCharCode applied to an array or a view.
  for (; at + 16 <= last; at += 16) text += sixteen(bytes, at)
  for (; at + 4 <= last; at += 4) {
    text += String.fromCharCode(bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0, bytes[at + 3] ?? 0)
  }
  for (; at < last; at++) text += String.fromCharCode(bytes[at] ?? 0)
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

function sixteen(b: Uint8Array, i: number): string {
  return String.fromCharCode(
    b[i] ?? 0,
    b[i + 1] ?? 0,
    b[i + 2] ?? 0,
    b[i + 3] ?? 0,
    b[i + 4] ?? 0,
    b[i + 5] ?? 0,
    b[i + 6] ?? 0,
    b[i + 7] ?? 0,
    b[i + 8] ?? 0,
    b[i + 9] ?? 0,
    b[i + 10] ?? 0,
    b[i + 11] ?? 0,
    b[i + 12] ?? 0,
    b[i + 13] ?? 0,
    b[i + 14] ?? 0,
    b[i + 15] ?? 0,
  )
}
