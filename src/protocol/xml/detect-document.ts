import { ProtocolError } from '../protocol-error.ts'
import { documentLimits } from './xml-limits.ts'
import { XmlReader } from './xml-reader.ts'

const documents = [
  'shs.label',
  'shs.management',
  'shs.message-list',
  'shs.document-list',
  'shs.agreement',
  'shs.product',
] as const
const window = 64 * 1024

export type ShsDocument = (typeof documents)[number]

/** Which SHS document `bytes` hold, by the root element within the first 64 KiB; undefined for all else. Never throws. */
export function detectShsDocument(bytes: Uint8Array): ShsDocument | undefined {
  const root = rootOf(bytes.length > window ? bytes.subarray(0, wholeCharacters(bytes)) : bytes)
  return documents.find((document) => document === root)
}

/** The window's end, moved back out of a UTF-8 sequence that it may have cut in two. */
function wholeCharacters(bytes: Uint8Array): number {
  let end = window
  while (end > window - 3 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--
  return end
}

function rootOf(bytes: Uint8Array): string | undefined {
  try {
    return new XmlReader(bytes, { limits: documentLimits, code: 'IllegalDatapartContent' }).root()
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}
