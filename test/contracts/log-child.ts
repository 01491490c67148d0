import { writeSync } from 'node:fs'
import { randomIds } from '../../src/adapters/ids.ts'
import { openSqliteStore } from '../../src/adapters/message-log/sqlite/open-store.ts'
import { auditRow, newMessage } from './messages.ts'

/** Commits messages, sixteen callers at once, and prints the receipt id and tx.id of each answered one; for ever, or `count`. */
const [dataDir = '', count = 'Infinity'] = process.argv.slice(2)
const store = await openSqliteStore({ dataDir })
const ids = randomIds()
let left = Number(count)
await Promise.all(
  Array.from({ length: 16 }, async () => {
    while (left-- > 0) {
      const message = newMessage({ ids, body: { at: 'row', bytes: Buffer.alloc(2000, 'k') } })
      const [outcome] = await store.messageLog.commit([
        { insert: [message], audit: [auditRow({ subject: message.receiptId })] },
      ])
      if (outcome?.kind === 'done') writeSync(1, `${message.receiptId} ${message.label.txId}\n`)
    }
  }),
)
await store[Symbol.asyncDispose]()
