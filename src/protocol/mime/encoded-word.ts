import { decodeLatin1, encodeLatin1 } from '../latin1.ts'
import { ProtocolError } from '../protocol-error.ts'
import { Base64Decoder } from './base64-decoder.ts'
import { charsetText } from './charset-text.ts'

const encodedWord = /=\?([^?\s*]+)(?:\*[^?\s]*)?\?([bBqQ])\?([^?\s]*)\?=/
const eachWord = new RegExp(encodedWord.source, 'g')
const runOfWords = new RegExp(`(?:${encodedWord.source}[ \\t]+)*${encodedWord.source}`, 'g')

/**
 * Text with its RFC 2047 encoded words (`=?charset?B|Q?…?=`) decoded, white space between two of them left out; words
 * that can't be decoded stay as they came. `text` is one character an octet.
 */
export function decodeEncodedWords(text: string): string {
  return text.replaceAll(runOfWords, (run) => decodeRun(run) ?? run)
}

/** True where `decodeEncodedWords` may read something else than what stands there. */
export function holdsEncodedWord(text: string): boolean {
  return encodedWord.test(text)
}

/** Words of one charset are joined before they are decoded: some senders cut a UTF-8 character in two. */
function decodeRun(run: string): string | undefined {
  let text = ''
  let octets = ''
  let charset = ''
  for (const [, name = '', encoding = '', content = ''] of run.matchAll(eachWord)) {
    const decoded = encoding.toLowerCase() === 'b' ? base64Octets(content) : qOctets(content)
    if (decoded === undefined) return undefined
    if (name.toLowerCase() !== charset) {
      text += charsetText(octets, charset)
      octets = ''
      charset = name.toLowerCase()
    }
    octets += decoded
  }
  return text + charsetText(octets, charset)
}

function base64Octets(content: string): string | undefined {
  const decoder = new Base64Decoder()
  try {
    return decodeLatin1(decoder.push(encodeLatin1(content))) + decodeLatin1(decoder.end())
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}

function qOctets(content: string): string {
  return content
    .replaceAll('_', ' ')
    .replaceAll(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
