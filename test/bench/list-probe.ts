import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomIds } from '../../src/adapters/ids.ts'
import { openSqliteStore } from '../../src/adapters/message-log/sqlite/open-store.ts'
import type { MailboxQuery, SortAttribute } from '../../src/exchange/ports/message-log.ts'
import { newMessage, noon, plainList } from '../contracts/messages.ts'

/** How long it takes to list 200 of 100,000 messages that wait in one mailbox, for each kind of query. */
const dataDir = mkdtempSync(join(tmpdir(), 'kvittens-list-'))
const store = await openSqliteStore({ dataDir })
const ids = randomIds()
const count = Number(process.argv[2] ?? 100_000)
const products = Array.from({ length: 20 }, () => ids.uuid())
const rare = ids.uuid()
for (let at = 0; at < count; at += 500) {
  await store.messageLog.commit(
    Array.from({ length: 500 }, (_, index) => {
      const number = at + index
      const message = newMessage({
        ids,
        body: { at: 'row', bytes: Buffer.alloc(1000) },
        arrivedAt: noon - (count - number) * 1000,
        product: number % 1000 === 7 ? rare : (products[number % 20] ?? ''),
        from: `55600000${String(number % 90).padStart(2, '0')}`,
        originator: `originator ${number % 1000}`,
        subject: `sjukanmälan ${String(number).padStart(8, '0')}`,
        contentId: `content-${number}`,
        ...(number % 3 === 0 ? { endRecipient: `e${number}` } : {}),
        meta: [
          { name: 'löpnummer', value: String(number).padStart(8, '0') },
          ...(number % 1000 === 3 ? [{ name: 'sällsynt', value: 'x' }] : []),
        ],
      })
      return { insert: [message], audit: [] }
    }),
  )
}
const sorts: readonly SortAttribute[] = [
  'originator',
  'from',
  'endrecipient',
  'producttype',
  'subject',
  'contentid',
  'corrid',
  'sequencetype',
  'transfertype',
  { meta: 'löpnummer' },
  { meta: 'sällsynt' },
]
const queries: readonly (readonly [string, Partial<MailboxQuery>])[] = [
  ['plain', {}],
  ['newest first', { newestFirst: true }],
  ['since', { since: noon - 200_000 }],
  ['rare product', { products: [rare] }],
  ['no such product', { products: [ids.uuid(), ids.uuid(), ids.uuid()] }],
  ['rare meta name', { metaName: 'sällsynt' }],
  ['meta name of all', { metaName: 'löpnummer' }],
  ['meta pair', { metaName: 'löpnummer', metaValue: String(count - 5).padStart(8, '0') }],
  ['meta value alone', { metaValue: 'x' }],
  ['no such corrid', { corrId: 'none' }],
  ...sorts.flatMap((by) =>
    [false, true].map(
      (descending) =>
        [
          `sort ${typeof by === 'string' ? by : by.meta} ${descending}`,
          { sort: { by, descending } },
        ] as const,
    ),
  ),
]
for (const [name, wish] of queries) {
  const times: number[] = []
  let hits = 0
  for (let round = 0; round < 30; round++) {
    const started = performance.now()
    hits = (await Array.fromAsync(store.messageLog.list(plainList(wish)))).flat().length
    times.push(performance.now() - started)
  }
  times.sort((one, other) => one - other)
  console.log(
    name.padEnd(26),
    String(hits).padStart(4),
    'p50',
    times[15]?.toFixed(1),
    'p99',
    times[29]?.toFixed(1),
  )
}
const rss = process.memoryUsage().rss
const started = performance.now()
let most = 0
let streamed = 0
for await (const batch of store.messageLog.list(
  plainList({ maxHits: 1_000_000, sort: { by: 'subject', descending: true } }),
)) {
  streamed += batch.length
  most = Math.max(most, process.memoryUsage().rss - rss)
}
console.log(
  'all, sorted',
  streamed,
  ((performance.now() - started) / 1000).toFixed(2),
  's; memory +',
  (most / 2 ** 20).toFixed(0),
  'MiB',
)
await store[Symbol.asyncDispose]()
rmSync(dataDir, { recursive: true })
