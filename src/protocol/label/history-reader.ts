import { parseUrn } from '../urn.ts'
import { type Draft, readDatetime, readText } from '../xml/field-readers.ts'
import type { XmlReader } from '../xml/xml-reader.ts'
import { expected, missingElement, unexpectedElement } from '../xml/xml-words.ts'
import type { HistoryEntry } from './label.ts'

const attributes = ['node.id', 'content.id', 'tx.id', 'from', 'to', 'local.id', 'shs.agreement']

/** The `history` just opened: what another node says of itself, so that its ids are taken as they stand. */
export function readHistory(reader: XmlReader): HistoryEntry {
  reader.allow(attributes)
  const at = reader.position
  const entry: Draft<HistoryEntry> = { datetime: '', nodeId: reader.required('node.id', expected.text) }
  readIds(reader, entry)
  readAddresses(reader, entry)
  while (reader.child()) {
    const { name } = reader
    if (name === 'datetime' && entry.datetime === '' && entry.comment === undefined) {
      entry.datetime = readDatetime(reader)
    } else if (name === 'comment' && entry.comment === undefined) {
      entry.comment = readText(reader)
    } else {
      throw reader.fault(unexpectedElement('history', name, allowed(entry)))
    }
  }
  if (entry.datetime === '') throw reader.fault(missingElement('history', ['datetime']), at)
  return entry
}

function readIds(reader: XmlReader, entry: Draft<HistoryEntry>): void {
  const contentId = reader.filled('content.id')
  if (contentId !== undefined) entry.contentId = contentId
  const txId = reader.filled('tx.id')
  if (txId !== undefined) entry.txId = txId
  const localId = reader.filled('local.id')
  if (localId !== undefined) entry.localId = localId
  const agreement = reader.filled('shs.agreement')
  if (agreement !== undefined) entry.agreement = agreement
}

function readAddresses(reader: XmlReader, entry: Draft<HistoryEntry>): void {
  const from = parseUrn(reader.filled('from') ?? '')
  if (from !== '') entry.from = from
  const to = parseUrn(reader.filled('to') ?? '')
  if (to !== '') entry.to = to
}

function allowed(entry: HistoryEntry): string[] {
  if (entry.comment !== undefined) return []
  return entry.datetime === '' ? ['datetime'] : ['comment']
}
