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
  const root = rootOf(bytes.subarray(0, window))
  return documents.find((document) => document === root)
}

function rootOf(bytes: Uint8Array): string | undefined {
  try {
    return new XmlReader(bytes, { limits: documentLimits, code: 'IllegalDatapartContent' }).root()
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}
