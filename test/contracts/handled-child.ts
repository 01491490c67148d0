import { writeSync } from 'node:fs'
import { randomIds } from '../../src/adapters/ids.ts'
import { openSqliteStore } from '../../src/adapters/message-log/sqlite/open-store.ts'
import type { MessageUpdate } from '../../src/exchange/ports/message-log.ts'
import { mailbox, newMessage, noon } from './messages.ts'

/** Keeps messages and hands each on, eight callers at once; prints receipt id and version behind each answered step, for ever. */
const [dataDir = ''] = process.argv.slice(2)
const store = await openSqliteStore({ dataDir })
const ids = randomIds()

const steps: readonly Omit<MessageUpdate, 'receiptId' | 'expectVersion'>[] = [
  { state: 'queued', handling: { since: noon, due: noon + 1, destination: '5560000001', attempts: 1 } },
  { state: 'received', mailbox, handling: { since: noon, attempts: 1 } },
  { acknowledgedAt: noon },
]

await Promise.all(
  Array.from({ length: 8 }, async () => {
    for (;;) {
      const message = newMessage({ ids, state: 'new', handling: { since: noon, due: noon, attempts: 0 } })
      const receipt = message.receiptId
      await store.messageLog.commit([{ insert: [message], audit: [] }])
      writeSync(1, `${receipt} 1\n`)
      for (const [index, step] of steps.entries()) {
        const update = { ...step, receiptId: receipt, expectVersion: index + 1 }
        await store.messageLog.commit([{ update: [update], audit: [] }])
        writeSync(1, `${receipt} ${index + 2}\n`)
      }
    }
  }),
)
