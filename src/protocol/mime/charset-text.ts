import { encodeLatin1 } from '../latin1.ts'
import { decodeUtf8Strict } from '../utf8.ts'

const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/**
 * Text of octets (one character each) in a charset named in lower case. Never fails: what is no well-formed UTF-8, and
 * a charset that is not known, is read as ISO-8859-1.
 */
export function charsetText(octets: string, charset: string): string {
  switch (charset) {
    case 'utf-8':
    case 'utf8':
      return utf8Text(octets) ?? octets
    case 'windows-1252':
    case 'cp1252':
      return octets.replaceAll(/[\u0080-\u009f]/g, (char) => windows1252[char.charCodeAt(0) - 0x80] ?? char)
    default:
      return octets
  }
}

/** Text of octets (one character each) where they are well-formed UTF-8, undefined where they are not. */
export function utf8Text(octets: string): string | undefined {
  return decodeUtf8Strict(encodeLatin1(octets))
}
