import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { randomIds } from '../../src/adapters/ids.ts'
import { openSqliteStore } from '../../src/adapters/message-log/sqlite/open-store.ts'
import type { Change } from '../../src/exchange/ports/message-log.ts'
import { auditRow, newMessage } from '../contracts/messages.ts'

/*
 * How many messages a second the message log takes in, each answered only when it is synced. On one core:
 *   taskset -c 1 node test/bench/commit.ts
 */
const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '100000' },
    callers: { type: 'string', default: '32' },
    bytes: { type: 'string', default: '5000' },
    dir: { type: 'string', default: tmpdir() },
  },
})
const messages = Number(values.messages)
const callers = Number(values.callers)
const body = Buffer.alloc(Number(values.bytes), 'a line of a file\r\n')

const dataDir = mkdtempSync(join(values.dir, 'kvittens-bench-'))
const ids = randomIds()

function change(): Change {
  const message = newMessage({ ids, body: { at: 'row', bytes: body } })
  return { insert: [message], audit: [auditRow({ subject: message.receiptId })] }
}

async function take(store: Awaited<ReturnType<typeof openSqliteStore>>, count: number): Promise<number[]> {
  const waits: number[] = []
  let left = count
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (left-- > 0) {
        const made = change()
        const asked = performance.now()
        const [outcome] = await store.messageLog.commit([made])
        waits.push(performance.now() - asked)
        if (outcome?.kind !== 'done') throw new Error(`outcome ${outcome?.kind}`)
      }
    }),
  )
  return waits.sort((one, other) => one - other)
}

/** What it costs the bench itself to make a change, which is no part of the store. */
function ownCost(): number {
  const before = process.cpuUsage()
  for (let index = 0; index < 20_000; index++) change()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 20_000
}

const store = await openSqliteStore({ dataDir })
await take(store, 5000)
const own = ownCost()
const before = process.cpuUsage()
const mainBefore = process.threadCpuUsage()
const started = performance.now()
const waits = await take(store, messages)
const seconds = (performance.now() - started) / 1000
const all = process.cpuUsage(before)
const main = process.threadCpuUsage(mainBefore)
const mainMicros = (main.user + main.system) / messages
const allMicros = (all.user + all.system) / messages
const at = (share: number): string => (waits[Math.floor(waits.length * share)] ?? 0).toFixed(2)
console.log(
  JSON.stringify({
    messages,
    callers,
    perSecond: Math.round(messages / seconds),
    cpuMicros: {
      main: +mainMicros.toFixed(1),
      ofWhichBench: +own.toFixed(1),
      others: +(allMicros - mainMicros).toFixed(1),
    },
    waitMs: { p50: at(0.5), p99: at(0.99), max: (waits.at(-1) ?? 0).toFixed(1) },
  }),
)
await store[Symbol.asyncDispose]()
rmSync(dataDir, { recursive: true })
