import { isUuid } from '../urn.ts'
import { choice, type Draft, requiredNmtoken } from '../xml/field-readers.ts'
import type { XmlReader } from '../xml/xml-reader.ts'
import { attributePlace, expected, illegalValue } from '../xml/xml-words.ts'
import type { Label } from './label.ts'

/** What the attributes of `shs.label` say. */
export type LabelAttributes = Pick<
  Label,
  | 'version'
  | 'txId'
  | 'corrId'
  | 'agreement'
  | 'transferType'
  | 'messageType'
  | 'documentType'
  | 'sequenceType'
  | 'status'
>

const attributes = [
  'version',
  'tx.id',
  'corr.id',
  'shs.agreement',
  'transfer-type',
  'message-type',
  'document-type',
  'sequence-type',
  'status',
]
const messageTypes = ['simple', 'compound'] as const

/** The attributes of the `shs.label` just opened, with their defaults; a message is compound if either name of its type says so. */
export function readLabelAttributes(reader: XmlReader): LabelAttributes {
  reader.allow(attributes)
  const documentType =
    reader.filled('document-type') === undefined
      ? undefined
      : choice(reader, 'document-type', messageTypes, 'simple')
  const read: Draft<LabelAttributes> = {
    version: choice(reader, 'version', ['1.2', '1.1'], '1.2'),
    txId: checkedUuid(reader, 'tx.id', requiredNmtoken(reader, 'tx.id')),
    corrId: requiredNmtoken(reader, 'corr.id'),
    transferType: choice(reader, 'transfer-type', ['asynch', 'synch'], 'asynch'),
    messageType: choice(reader, 'message-type', messageTypes, documentType ?? 'simple'),
    sequenceType: choice(reader, 'sequence-type', ['event', 'request', 'reply', 'adm'], undefined),
    status: choice(reader, 'status', ['production', 'test'], 'production'),
  }
  if (documentType !== undefined) read.documentType = documentType
  const agreement = reader.filled('shs.agreement')?.trim()
  if (agreement !== undefined) read.agreement = checkedUuid(reader, 'shs.agreement', agreement)
  return read
}

function checkedUuid(reader: XmlReader, attribute: string, value: string): string {
  if (!isUuid(value))
    throw reader.fault(illegalValue(attributePlace('shs.label', attribute), value, expected.uuid))
  return value.toLowerCase()
}
