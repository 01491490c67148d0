import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { randomIds } from '../../../src/adapters/ids.ts'
import { removeLeftOver } from '../../../src/exchange/lifecycle/remove-left-over.ts'
import { retain } from '../../../src/exchange/lifecycle/retention.ts'
import { sweepOrphans } from '../../../src/exchange/lifecycle/sweep-orphans.ts'
import { takeForFetch } from '../../../src/exchange/mailbox/fetch-lease.ts'
import type { NewMessage } from '../../../src/exchange/ports/message-log.ts'
import type { Ports } from '../../../src/exchange/ports/ports.ts'
import { assemble } from '../../../src/node/assemble.ts'
import { callNobody } from '../../../src/node/call-nobody.ts'
import { loadConfig } from '../../../src/node/config/load-config.ts'
import { auditRow, newMessage, noon } from '../../contracts/messages.ts'
import { blobFiles } from '../../support/blob-files.ts'

interface Place extends AsyncDisposable {
  readonly ports: Ports
  readonly dataDir: string
  readonly faults: readonly unknown[]
}

const day = 86_400_000
const settings = { archiveAfter: 14 * day, purgeContentAfter: 28 * day, purgeEntryAfter: 400 * day }
const nothing = { archived: 0, contentPurged: 0, entriesPurged: 0, attemptsPurged: 0, transfersForgotten: 0 }

/** A store on the disk at an hour of its own. */
async function openPlace(hour: { now: number }): Promise<Place> {
  await using opening = new AsyncDisposableStack()
  const dir = await mkdtemp(join(tmpdir(), 'kvittens-retention-'))
  opening.defer(() => rm(dir, { recursive: true }))
  const file = join(dir, 'kvittens.yaml')
  const dataDir = join(dir, 'data')
  await mkdir(dataDir)
  await writeFile(
    file,
    [
      'node: { id: n, actor: "2021000001", name: N, dataDir: ./data }',
      'machines: { listen: "127.0.0.1:0", certificates: [ { key: k, certificate: c } ], trust: [ t ] }',
      '',
    ].join('\n'),
  )
  const { ports } = opening.use(
    await assemble(await loadConfig({ file, env: {} }), { logLevel: 'silent', openPeers: callNobody }),
  )
  const faults: unknown[] = []
  const opened = opening.move()
  return {
    ports: {
      ...ports,
      clock: { ...ports.clock, now: () => hour.now },
      journal: { ...ports.journal, fault: (_, error) => void faults.push(error) },
    },
    dataDir,
    faults,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

async function keep({ ports }: Place, acknowledged = true): Promise<NewMessage> {
  const writer = await ports.blobStore.create()
  await writer.write(Buffer.from('body'))
  await writer.commit()
  const body = { at: 'blob', id: writer.id, bytes: 4 } as const
  const message = newMessage({ ids: randomIds(), body })
  const { receiptId } = message
  await ports.messageLog.commit([{ insert: [message], audit: [auditRow({ subject: receiptId })] }])
  if (!acknowledged) return message
  await ports.messageLog.commit([
    { update: [{ receiptId, expectVersion: 1, acknowledgedAt: noon }], audit: [] },
  ])
  return message
}

const always = () => true

describe('retention', () => {
  it('archives, purges content and purges the entry, each at its age, and writes each in the ledger', async () => {
    const hour = { now: noon }
    await using place = await openPlace(hour)
    const { ports } = place
    const messages = [await keep(place), await keep(place)]
    const waits = await keep(place, false)
    const at = async (days: number) => {
      hour.now = noon + days * day + 1
      return retain(ports, settings, always)
    }
    assert.deepEqual(await at(13), nothing)
    assert.deepEqual(await at(14), { ...nothing, archived: 2 })
    assert.equal((await blobFiles(place.dataDir)).length, 3)
    assert.deepEqual(await at(28), { ...nothing, contentPurged: 2 })
    assert.equal((await blobFiles(place.dataDir)).length, 1)
    assert.deepEqual(await at(399), nothing)
    assert.deepEqual(await at(400), { ...nothing, entriesPurged: 2 })
    assert.deepEqual(await at(4000), nothing)
    for (const { receiptId } of messages) {
      assert.deepEqual(
        (await ports.messageLog.story(receiptId)).map(({ event }) => event),
        ['received', 'archived', 'contentPurged', 'entryPurged'],
      )
    }
    assert.notEqual((await ports.messageLog.byReceiptId([waits.receiptId]))[0], undefined)
  })

  it('takes many steps of many messages in one run, in batches', async () => {
    const hour = { now: noon }
    await using place = await openPlace(hour)
    const messages = Array.from({ length: 450 }, () =>
      newMessage({ ids: randomIds(), state: 'cancelled', handling: { since: noon, attempts: 0 } }),
    )
    await place.ports.messageLog.commit(messages.map((message) => ({ insert: [message], audit: [] })))
    hour.now = noon + 401 * day
    let batches = 0
    const asked = () => {
      batches += 1
      return true
    }
    const counts = await retain(place.ports, settings, asked)
    assert.deepEqual(counts, { ...nothing, archived: 450, contentPurged: 450, entriesPurged: 450 })
    assert.ok(batches >= 9, String(batches))
  })

  it('stops after a batch when it is told to, and the next run goes on', async () => {
    const hour = { now: noon }
    await using place = await openPlace(hour)
    await keep(place)
    hour.now = noon + 500 * day
    assert.deepEqual(await retain(place.ports, settings, () => false), nothing)
    const once = [true]
    assert.deepEqual(await retain(place.ports, settings, () => once.pop() ?? false), {
      ...nothing,
      archived: 1,
    })
    assert.deepEqual(await retain(place.ports, settings, always), {
      ...nothing,
      contentPurged: 1,
      entriesPurged: 1,
    })
  })

  it('leaves the content of a message that is being fetched for the next run', async () => {
    const hour = { now: noon }
    await using place = await openPlace(hour)
    const { receiptId } = await keep(place)
    await keep(place)
    hour.now = noon + 29 * day
    {
      await using fetching = await takeForFetch(place.ports.coordination, receiptId)
      assert.ok(fetching !== undefined)
      assert.deepEqual(await retain(place.ports, settings, always), {
        ...nothing,
        archived: 2,
        contentPurged: 1,
      })
      assert.equal((await blobFiles(place.dataDir)).length, 1)
    }
    assert.deepEqual(await retain(place.ports, settings, always), { ...nothing, contentPurged: 1 })
    assert.equal((await blobFiles(place.dataDir)).length, 0)
  })

  it('removes the blobs that a crash behind the commit left, however many, and the sweep is not alarmed', async () => {
    const hour = { now: noon }
    await using place = await openPlace(hour)
    const { ports } = place
    for (let count = 0; count < 25; count += 1) await keep(place)
    hour.now = noon + 29 * day
    const remove = () => Promise.reject(new Error('the process is gone'))
    await assert.rejects(
      retain({ ...ports, blobStore: { ...ports.blobStore, remove } }, settings, always),
      /the process is gone/,
    )
    assert.equal((await blobFiles(place.dataDir)).length, 25)
    await removeLeftOver(ports)
    assert.equal(await sweepOrphans(ports), 0)
    assert.equal((await blobFiles(place.dataDir)).length, 0)
    assert.deepEqual(place.faults, [])
  })

  it('purges what attempts hold, and forgets transfers that count for no peak', async () => {
    const hour = { now: noon }
    await using place = await openPlace(hour)
    const { messageLog } = place.ports
    const attempt = {
      attemptId: '0123456789ABCDEF',
      channel: 'shs',
      caller: '5560000001',
      at: noon,
      code: 'UnknownReceiver',
      facts: { side: 'production', reason: { sv: 'Hemlig.', en: 'Secret.' }, fileName: 'hemlig.txt' },
    } as const
    const passed = [{ agreement: 'a', at: noon, bytes: 1 }]
    await messageLog.commit([
      { attempt, passed, audit: [auditRow({ event: 'refused', subject: attempt.attemptId })] },
    ])
    hour.now = noon + 364 * day
    assert.deepEqual(await retain(place.ports, settings, always), nothing)
    hour.now = noon + 401 * day
    assert.deepEqual(await retain(place.ports, settings, always), {
      ...nothing,
      attemptsPurged: 1,
      transfersForgotten: 1,
    })
    const [left] = await messageLog.attempts([attempt.attemptId])
    assert.deepEqual(
      [left?.code, left?.caller, left?.facts.side, left?.facts.fileName],
      ['UnknownReceiver', '5560000001', 'production', undefined],
    )
    assert.ok(!JSON.stringify(left).includes('Secret'))
  })
})
