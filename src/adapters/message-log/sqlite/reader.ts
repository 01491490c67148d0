import { parentPort, workerData } from 'node:worker_threads'
import { AgingQueries } from './aging-queries.ts'
import { auditCounter, auditReader } from './audit-reader.ts'
import { openForReading, segmentFolder } from './connection.ts'
import { faultOf } from './group-commit.ts'
import { HandledMessages } from './handled-messages.ts'
import { MailboxLists } from './mailbox-lists.ts'
import { MessageReader } from './message-reader.ts'
import { SegmentReader } from './segments.ts'
import { standingReader } from './standing-messages.ts'
import { totalsReader } from './totals-reader.ts'
import type { FromReader, ReaderAnswer, ReaderQuestion, ToReader } from './reader-wire.ts'
import { setupOf } from './worker-setup.ts'

/** The worker that reads what may take long, beside the writer and without holding it up. */
function run(dataDir: string, port: NonNullable<typeof parentPort>): void {
  const database = openForReading(dataDir)
  const stretches = new SegmentReader(segmentFolder(dataDir))
  const messages = new MessageReader(database, stretches)
  const lists = new MailboxLists(database, messages)
  const handled = new HandledMessages(database, messages)
  const standing = standingReader(database, messages)
  const aging = new AgingQueries(database, messages)
  const audit = auditReader(database)
  const auditRows = auditCounter(database)
  const totals = totalsReader(database)
  const blobInUse = database.prepare('SELECT 1 FROM message WHERE blob = ? LIMIT 1')

  function answer(question: ReaderQuestion): ReaderAnswer {
    switch (question.ask) {
      case 'list':
        return lists.begin(question.query)
      case 'more':
        return lists.more(question.cursor)
      case 'release':
        lists.release(question.cursor)
        return { released: true }
      case 'audit':
        return { audit: audit(question.from) }
      case 'auditRows':
        return { rows: auditRows() }
      case 'totals':
        return totals()
      case 'blobsInUse':
        return { inUse: question.ids.map((id) => blobInUse.get(id) !== undefined) }
      case 'due':
        return { found: handled.due(question.query) }
      case 'nextDue':
        return { next: handled.nextDue(question.query) }
      case 'byState':
        return standing(question.query)
      case 'byExchange':
        return { each: handled.byExchange(question.ids) }
      case 'copies':
        return { found: handled.copies(question.of) }
      case 'passed':
        return { passed: handled.passed(question.agreement, question.since) }
      case 'aging':
        return { found: aging.aging(question.query) }
      case 'agingAttempts':
        return { old: aging.attempts(question.query) }
      case 'unneededBlobs':
        return { blobs: aging.unneededBlobs(question.limit) }
      case 'settle':
        stretches.forget(question.dropped)
        return { settled: true }
    }
  }

  function tell(message: FromReader): void {
    port.postMessage(message)
  }

  port.on('message', (message: ToReader) => {
    if (message.kind === 'close') {
      database.close()
      stretches.close()
      port.close()
      return
    }
    try {
      tell({ kind: 'answer', id: message.id, answer: answer(message.question) })
    } catch (error) {
      tell({ kind: 'answer', id: message.id, answer: faultOf(error) })
    }
  })
  tell({ kind: 'ready' })
}

if (parentPort !== null) run(setupOf(workerData).dataDir, parentPort)
