import type { DatabaseSync } from 'node:sqlite'
import { attemptColumns, attemptOfRow } from './attempt-rows.ts'
import { auditRowOf } from './audit-reader.ts'
import type { MessageReader } from './message-reader.ts'
import { int, optionalText, text } from './rows.ts'
import type { Subjects } from './subjects.ts'
import type { AttemptRowWire, PurgedWire, RecordWire } from './row-wire.ts'
import type { WriterAnswer, WriterQuestion } from './writer-wire.ts'

/** Answers the writer's questions from what is committed. */
export function pointLookups(
  database: DatabaseSync,
  subjects: Subjects,
  messages: MessageReader,
): (question: WriterQuestion) => WriterAnswer {
  const attempt = database.prepare(`SELECT ${attemptColumns} FROM attempt WHERE seq = ?`)
  const story = database.prepare(`
    SELECT id, receipt, event, at, canonical, leaf, detail FROM audit WHERE subject = ? ORDER BY id`)
  const registry = database.prepare('SELECT kind, id, entry, imported FROM registry ORDER BY kind, id')
  const revision = database.prepare('SELECT registry_revision FROM ledger')

  function record(seq: number | undefined): RecordWire | undefined {
    return seq === undefined ? undefined : messages.record(seq)
  }

  function purged(seq: number | undefined): PurgedWire | undefined {
    return seq === undefined ? undefined : messages.purged(seq)
  }

  function attemptOf(receipt: string): AttemptRowWire | undefined {
    const seq = subjects.attemptByReceipt(receipt)
    const row = seq === undefined ? undefined : attempt.get(seq)
    return row && attemptOfRow(row)
  }

  return (question) => {
    switch (question.ask) {
      case 'byTxId':
        return { records: question.txIds.map((tx) => record(subjects.messageByTx(tx))) }
      case 'byReceiptId':
        return { records: question.ids.map((id) => record(subjects.messageByReceipt(id))) }
      case 'purgedByTxId':
        return { purged: question.txIds.map((tx) => purged(subjects.messageByTx(tx))) }
      case 'purgedByReceiptId':
        return { purged: question.ids.map((id) => purged(subjects.messageByReceipt(id))) }
      case 'attempts':
        return { attempts: question.ids.map(attemptOf) }
      case 'rowBody': {
        const seq = subjects.messageByReceipt(question.id)
        const row = seq === undefined ? undefined : messages.row(seq)
        return { bytes: row && messages.bodyOf(row) }
      }
      case 'story': {
        const seq = subjects.byReceipt(question.id)
        return { audit: seq === undefined ? [] : story.all(seq).map(auditRowOf) }
      }
      case 'registry':
        return {
          registry: registry.all().map((row) => ({
            kind: text(row, 'kind'),
            id: text(row, 'id'),
            entry: text(row, 'entry'),
            imported: optionalText(row, 'imported'),
          })),
          revision: int(revision.get() ?? {}, 'registry_revision'),
        }
    }
  }
}
