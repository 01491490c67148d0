import assert from 'node:assert/strict'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { kvittens } from '../support/node-process.ts'
import type { MtlsClient } from '../support/mtls-client.ts'
import { listedTxIds } from '../support/read-message.ts'
import { type BuiltMessage, shsMessage } from '../support/shs-message.ts'
import { agencyNumber, createWorld, type TestWorld } from '../support/test-world.ts'
import { until } from '../support/until.ts'

const entriesStay = 'retention: { archiveAfter: 1s, purgeContentAfter: 1s, purgeEntryAfter: 1h }'
const entriesGo = 'retention: { archiveAfter: 1s, purgeContentAfter: 1s, purgeEntryAfter: 1s }'
const largerThanARow = 300_000

interface Sent extends BuiltMessage {
  readonly receiptId: string
  readonly facts: { readonly subject: string; readonly payload: string }
}

describe('messages that grow old', () => {
  let world: TestWorld
  let agency: MtlsClient
  let employer: MtlsClient
  let small: Sent
  let large: Sent
  let waits: Sent

  before(async () => {
    world = await createWorld({ settings: entriesStay })
    await start()
  })

  after(() => world[Symbol.asyncDispose]())

  async function start(): Promise<void> {
    await world.start()
    agency = world.client(world.agency)
    employer = world.client(world.employer(0))
  }

  async function sent(name: string, padding = 0): Promise<Sent> {
    const facts = { subject: `the subject of ${name}`, payload: `the payload of ${name}` }
    const content = Buffer.concat([Buffer.from(facts.payload), Buffer.alloc(padding, '.')])
    const message = shsMessage({
      from: world.employer(0).number,
      subject: facts.subject,
      parts: [{ content, fileName: `the file of ${name}.txt` }],
    })
    const answer = await employer.send(message.octets)
    assert.equal(answer.status, 202, answer.text)
    return { ...message, facts, receiptId: String(answer.headers['x-shs-localid']) }
  }

  /** Whether a text lies in any file of the node. */
  async function isOnDisk(text: string): Promise<boolean> {
    const entries = await readdir(world.dataDir, { recursive: true, withFileTypes: true })
    for (const entry of entries.filter((one) => one.isFile())) {
      const octets = await readFile(join(entry.parentPath, entry.name)).catch(gone)
      if (octets.includes(text)) return true
    }
    return false
  }

  /** A blob is removed between the listing and the reading. */
  function gone(error: unknown): Buffer {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0)
    throw error
  }

  const receiptOf = async (client: MtlsClient, { receiptId }: Sent) =>
    client.call(`/receipts/${receiptId}`, { headers: { accept: 'application/json' } })

  const events = (text: string): readonly string[] => {
    const receipt: { readonly events: readonly { readonly event: string }[] } = JSON.parse(text)
    return receipt.events.map(({ event }) => event)
  }

  const untilPurged = (message: Sent, event: string): Promise<string> =>
    until(`${event} of ${message.facts.subject}`, async () => {
      const { text } = await receiptOf(employer, message)
      return events(text).includes(event) ? text : undefined
    })

  it('are fetched until they are acknowledged, and then no more: 410; the receipt still answers', async () => {
    small = await sent('small')
    large = await sent('large', largerThanARow)
    waits = await sent('waits')
    for (const message of [small, large]) {
      assert.equal((await agency.fetch(agencyNumber, message.txId)).status, 200)
      assert.ok(await isOnDisk(message.facts.payload))
      assert.equal((await agency.acknowledge(agencyNumber, message.txId)).status, 200)
    }
    for (const message of [small, large]) {
      const receipt = JSON.parse(await untilPurged(message, 'contentPurged'))
      assert.deepEqual(
        [receipt.status, receipt.txId, receipt.fileName],
        ['archived', message.txId, message.facts.payload.replace('payload', 'file') + '.txt'],
      )
      assert.match(receipt.sha256, /^[0-9a-f]{64}$/)
      const fetched = await agency.fetch(agencyNumber, message.txId)
      assert.equal(fetched.status, 410, fetched.text)
      assert.equal((await agency.acknowledge(agencyNumber, message.txId)).status, 200)
    }
  })

  it('leave no octet of their content on the disk', async () => {
    for (const message of [small, large]) {
      await until('its octets are gone', async () => !(await isOnDisk(message.facts.payload)) || undefined)
    }
  })

  it('stay as they are when nobody has acknowledged them', async () => {
    assert.ok(listedTxIds((await agency.list(agencyNumber)).body).includes(waits.txId))
    const fetched = await agency.fetch(agencyNumber, waits.txId)
    assert.ok(fetched.status === 200 && fetched.body.includes(waits.facts.payload))
  })

  it('are duplicates when they are sent again, before and after their entries are purged', async () => {
    const again = async (): Promise<void> => {
      const answer = await employer.send(small.octets)
      assert.deepEqual(
        [answer.status, answer.headers['x-shs-duplicatemsg'], answer.headers['x-shs-localid']],
        [202, 'yes', small.receiptId],
      )
    }
    await again()
    assert.equal(await world.node().stop(), 0)
    await writeFile(world.config, (await readFile(world.config, 'utf8')).replace(entriesStay, entriesGo))
    await start()
    await untilPurged(small, 'entryPurged')
    await untilPurged(large, 'entryPurged')
    await again()
    const other = shsMessage({ txId: small.txId, from: world.employer(0).number })
    const refused = await employer.send(other.octets)
    assert.deepEqual([refused.status, refused.headers['x-shs-errorcode']], [400, 'IllegalMessageStructure'])
  })

  it('leave a receipt without names, for their sender and receiver alone', async () => {
    for (const client of [employer, agency]) {
      const { status, text } = await receiptOf(client, small)
      const receipt = JSON.parse(text)
      assert.equal(status, 200)
      assert.deepEqual(
        [receipt.status, receipt.txId, receipt.from, receipt.to, receipt.corrId],
        ['archived', small.txId, world.employer(0).number, agencyNumber, small.corrId],
      )
      assert.deepEqual([receipt.bytes, receipt.fileName], [small.facts.payload.length, undefined])
      assert.match(receipt.sha256, /^[0-9a-f]{64}$/)
      assert.equal(events(text).filter((event) => event === 'duplicate').length, 2)
    }
    assert.equal((await receiptOf(world.client(world.employer(1)), small)).status, 404)
    assert.equal((await receiptOf(world.client(), small)).status, 403)
    const plain = await employer.call(`/receipts/${small.receiptId}`, {
      headers: { 'accept-language': 'sv' },
    })
    assert.match(plain.text, /^status: arkiverad$/m)
    assert.doesNotMatch(plain.text, /the file of|kanal:/)
    assert.equal((await agency.fetch(agencyNumber, small.txId)).status, 404)
    for (const text of ['the subject of small', 'the file of large']) {
      await until(`${text} is gone`, async () => !(await isOnDisk(text)) || undefined)
    }
    assert.ok(await isOnDisk('the subject of waits'))
  })

  it('stay through it all when nobody has acknowledged them, and the trail is whole', async () => {
    assert.equal(await world.node().stop(), 0)
    await start()
    assert.equal((await agency.fetch(agencyNumber, waits.txId)).status, 200)
    const lines = await world.logLines()
    assert.deepEqual(
      lines.filter(({ fault }) => fault !== undefined),
      [],
    )
  })

  it('go, when the settings say so, though nobody has acknowledged them', async () => {
    assert.equal(await world.node().stop(), 0)
    const settings = entriesGo.replace(' }', ', purgeUnacknowledgedAfter: 1s }')
    await writeFile(world.config, (await readFile(world.config, 'utf8')).replace(entriesGo, settings))
    await start()
    await untilPurged(waits, 'entryPurged')
    assert.deepEqual(listedTxIds((await agency.list(agencyNumber)).body), [])
  })
})

describe('settings of retention', () => {
  it('that contradict each other stop the start, and say which', async () => {
    await using world = await createWorld({
      settings: 'retention: { archiveAfter: 10d, purgeContentAfter: 9d, purgeUnacknowledgedAfter: 8d }',
    })
    const { code, stderr } = await kvittens(['config', 'check', '--config', world.config])
    assert.equal(code, 1)
    assert.match(stderr, /retention\.purgeContentAfter/)
    assert.match(stderr, /retention\.purgeUnacknowledgedAfter/)
  })
})
