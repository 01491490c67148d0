import { quotable } from '../xml/xml-words.ts'
import { Base64Decoder } from './base64-decoder.ts'
import { headerValue } from './header-value.ts'
import { illegalContent } from './illegal-content.ts'
import { noOctets, type PartDecoder } from './part-decoder.ts'
import { QuotedPrintableDecoder } from './quoted-printable-decoder.ts'

export type { PartDecoder } from './part-decoder.ts'

const encodings = ['7bit', '8bit', 'binary', 'base64', 'quoted-printable'] as const

/** The transfer encodings of RFC 2045, 6.1. */
export type TransferEncoding = (typeof encodings)[number]

/** Octets as they are: what goes in comes out, no copy made. */
const identity: PartDecoder = {
  push: (raw) => raw,
  end: () => noOctets,
}

/** The transfer encoding that a part's header lines tell; none means 7bit. Throws IllegalDatapartContent for another. */
export function transferEncodingOf(lines: readonly string[]): TransferEncoding {
  return knownEncoding(headerValue(lines, 'content-transfer-encoding') ?? '7bit')
}

/** A decoder for one part. Throws IllegalDatapartContent for a transfer encoding that is not one of RFC 2045's. */
export function partDecoder(transferEncoding: string): PartDecoder {
  const encoding = knownEncoding(transferEncoding)
  if (encoding === 'base64') return new Base64Decoder()
  return encoding === 'quoted-printable' ? new QuotedPrintableDecoder() : identity
}

/** Compared without regard to case; a comment or parameter after it is left out. */
function knownEncoding(value: string): TransferEncoding {
  const name = value
    .trim()
    .toLowerCase()
    .split(/[\s;(]/, 1)[0]
  const known = encodings.find((encoding) => encoding === name)
  if (known !== undefined) return known
  throw illegalContent(
    `The Content-Transfer-Encoding of a part is "${quotable(value)}", expected binary, 8bit, 7bit, base64 or quoted-printable`,
    `En dels Content-Transfer-Encoding är "${quotable(value)}", väntade binary, 8bit, 7bit, base64 eller quoted-printable`,
  )
}
