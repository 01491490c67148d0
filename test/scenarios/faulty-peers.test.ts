import assert from 'node:assert/strict'
import { readdir, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, beforeEach, describe, it } from 'node:test'
import { kvittens } from '../cli/kvittens.ts'
import { readLedger } from '../support/audit-events.ts'
import { type FaultyPeer, startFaultyPeer } from '../support/faulty-peer.ts'
import { freePort } from '../support/free-port.ts'
import type { Answer, MtlsClient } from '../support/mtls-client.ts'
import { organisationNumber } from '../support/organisation-numbers.ts'
import { readMessageList } from '../support/read-message.ts'
import { type BuiltMessage, type MessageFacts, shsMessage } from '../support/shs-message.ts'
import { agencyNumber, createWorld, type TestWorld } from '../support/test-world.ts'
import { until } from '../support/until.ts'

const partner = organisationNumber(40)

interface Sent extends BuiltMessage {
  readonly receiptId: string
}

describe('a peer that misbehaves', () => {
  let world: TestWorld
  let agency: MtlsClient
  let peer: FaultyPeer

  before(async () => {
    const port = await freePort()
    world = await createWorld({
      registry: `kind: actor
organisationNumber: "${partner}"
name: Partner AB
deliveryAddress: https://127.0.0.1:${port}/shs/rs
`,
      settings:
        'delivery: { retry: "20ms*3, 100ms", giveUpAfter: 1h, connectTimeout: 2s, idleTimeout: 1500ms }',
    })
    const identity = await world.issue('partner', { organisationNumber: partner, commonName: 'partner' })
    peer = await startFaultyPeer({ identity, port })
    await world.start()
    agency = world.client(world.agency)
  })

  after(async () => {
    await peer[Symbol.asyncDispose]()
    await world[Symbol.asyncDispose]()
  })

  beforeEach(() => peer.always({ kind: 'take' }))

  async function send(facts: MessageFacts = {}): Promise<Sent> {
    const message = shsMessage({ from: agencyNumber, to: partner, ...facts })
    const answer = await agency.send(message.octets)
    assert.equal(answer.status, 202, answer.text)
    return { ...message, receiptId: String(answer.headers['x-shs-localid']) }
  }

  const inText = (id: string): Promise<Answer> =>
    agency.call(`/receipts/${id}`, { headers: { accept: 'text/plain', 'accept-language': 'sv' } })

  const has = (sent: Sent, status: string): Promise<string> =>
    until(`${sent.receiptId} is ${status}`, async () => {
      const { text } = await inText(sent.receiptId)
      return new RegExp(`^status: ${status}$`, 'm').test(text) ? text : undefined
    })

  /** Taken in so often by the peer, whole and once in the ledger; then nothing is on its way. */
  async function arrived(sent: Sent, times = 1): Promise<void> {
    await has(sent, 'levererad')
    const taken = peer.taken.get(sent.txId)
    assert.equal(taken?.times, times)
    const file = sent.octets.subarray(
      sent.octets.indexOf('\r\n\r\n', sent.octets.indexOf('</shs.label>')) + 4,
      -64,
    )
    assert.ok(file.length === 0 || taken?.octets === undefined || taken.octets.includes(file.subarray(0, 10)))
    const events = (await readLedger(world.dataDir)).of(sent.txId)
    assert.equal(events.filter((event) => event === 'received').length, 1)
    assert.equal(events.filter((event) => event === 'sent').length, 1)
    assert.equal(events.includes('quarantined'), false)
  }

  async function blobPaths(): Promise<readonly string[]> {
    const entries = await readdir(join(world.dataDir, 'blobs'), { recursive: true, withFileTypes: true })
    return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  }

  /** The tx.ids of the confirm and error messages about a message. */
  async function toldAbout(sent: Sent): Promise<readonly string[]> {
    const listed = readMessageList((await agency.list(agencyNumber, 'filter=noack&maxhits=10000')).body)
    return listed.flatMap(({ attributes }) =>
      attributes['corr.id'] === sent.corrId && attributes['sequence-type'] === 'adm'
        ? [attributes['tx.id'] ?? '']
        : [],
    )
  }

  it('with 500 five times and then 202: tried again until it is there', async () => {
    peer.next(...Array.from({ length: 5 }, () => ({ kind: 'answer', status: 500 }) as const))
    const sent = await send()
    await arrived(sent)
    const { text } = await inText(sent.receiptId)
    assert.equal(text.match(/Leveransen gick inte; nytt försök görs\./g)?.length, 1)
    assert.match(text, /Leveransen gick inte; .* \(5 gånger sedan \S+\)$/m)
  })

  it('that resets in the midst of the body: sent anew from its beginning', async () => {
    peer.next({ kind: 'reset', afterBytes: 100_000 }, { kind: 'reset', afterBytes: 1 })
    await arrived(await send({ parts: [{ content: Buffer.alloc(900_000, 'abcdefghij') }] }))
  })

  it('that takes the message and never answers: the time runs out, and the second is a duplicate', async () => {
    peer.next({ kind: 'silent' })
    await arrived(await send())
  })

  it('whose answer is lost: it gets the same tx.id again, and says that it is a duplicate', async () => {
    peer.next({ kind: 'loseAnswer' })
    const sent = await send()
    await has(sent, 'levererad')
    const received = peer.calls.filter(({ txId }) => txId === sent.txId)
    assert.ok(received.length >= 2)
  })

  it('that answers twice: one delivery', async () => {
    peer.next({ kind: 'twice', second: 'atOnce' })
    const sent = await send()
    const next = await send()
    await arrived(sent)
    await arrived(next)
  })

  it('that is slow gets the time it needs', async () => {
    peer.next({ kind: 'slow', bytesPerSecond: 100_000 })
    await arrived(await send({ parts: [{ content: Buffer.alloc(250_000, 'x') }] }))
  })

  it('that is busy is left alone for as long as it asks', async () => {
    peer.next({ kind: 'answer', status: 429, headers: { 'retry-after': '1' } })
    const begun = performance.now()
    await arrived(await send())
    assert.ok(performance.now() - begun >= 950)
  })

  it('with the certificate of another: nothing of the message goes out until it shows its own', async () => {
    const other = await world.issue('other', {
      organisationNumber: organisationNumber(41),
      commonName: 'other',
    })
    const own = await world.issue('own', { organisationNumber: partner, commonName: 'own' })
    peer.show(other)
    peer.resetAll()
    const octets = peer.octets
    const sent = await send()
    const story = await until('the story tells of it', async () => {
      const { text } = await inText(sent.receiptId)
      return text.includes(`visade certifikatet other`) ? text : undefined
    })
    assert.match(story, /^status: köad$/m)
    assert.equal(peer.octets, octets)
    peer.show(own)
    await arrived(sent)
  })

  it('that says no with a code: quarantined with its words, and an error message to the sender', async () => {
    peer.next({
      kind: 'answer',
      status: 400,
      headers: { 'x-shs-errorcode': 'MissingAgreement', 'x-shs-nodeid': 'partner-1' },
      text: 'No agreement between us.',
    })
    const sent = await send()
    const story = await has(sent, 'i karantän')
    assert.match(story, /MissingAgreement/)
    assert.match(story, /partner-1/)
    assert.match(story, /No agreement between us\./)
    const [error = '', ...others] = await toldAbout(sent)
    assert.deepEqual(others, [])
    assert.deepEqual((await readLedger(world.dataDir)).of(error), ['received'])
    assert.equal(peer.taken.has(sent.txId), false)
  })

  it('what is in quarantine can be sent again, or cancelled; what is delivered can not', async () => {
    peer.next({ kind: 'answer', status: 400 }, { kind: 'answer', status: 400 })
    const again = await send()
    await has(again, 'i karantän')
    const never = await send()
    await has(never, 'i karantän')
    const run = (verb: string, { receiptId }: Sent) =>
      kvittens(['message', verb, receiptId, '--config', world.config], { env: { LANG: 'en_US.UTF-8' } })
    const shown = await run('show', again)
    assert.match(shown.stdout, /^state: quarantined$/m)
    assert.match(shown.stdout, /^ {2}code: MissingDeliveryExecution$/m)
    assert.match(shown.stdout, /^attempts: 1$/m)
    assert.match(
      shown.stdout,
      /^deliveryAddress:\n {2}url: https:\/\/127\.0\.0\.1:\d+\/shs\/rs\n {2}from: registry$/m,
    )
    assert.match(shown.stdout, /^files:\n {2}- fileName: .+\n {4}bytes: \d+\n {4}sha256: [0-9a-f]{64}$/m)
    assert.equal((await run('show', { ...again, receiptId: again.txId })).stdout, shown.stdout)
    assert.equal((await run('resend', again)).code, 0)
    await has(again, 'levererad')
    assert.equal((await run('cancel', never)).code, 0)
    await has(never, 'makulerad')
    const late = await run('cancel', again)
    assert.equal(late.code, 1)
    assert.match(late.stderr, /delivered to the receiver's node and cannot be cancelled/)
  })

  it('that is well, for a body that is damaged here: told as the own fault of the node, never as sent', async () => {
    peer.always({ kind: 'answer', status: 503 })
    const before = new Set(await blobPaths())
    const sent = await send({ parts: [{ content: Buffer.alloc(900_000, 'abcdefghij') }] })
    const blob = (await blobPaths()).find((path) => !before.has(path))
    assert.ok(blob !== undefined)
    await truncate(blob, 100_000)
    peer.always({ kind: 'take' })
    await until('the story tells of it', async () => {
      const { text } = await inText(sent.receiptId)
      return text.includes('felnummer') ? text : undefined
    })
    assert.equal(peer.taken.has(sent.txId), false)
    // Between two attempts.
    await until('it is cancelled', async () => {
      const { code } = await kvittens(['message', 'cancel', sent.receiptId, '--config', world.config])
      return code === 0 ? true : undefined
    })
  })

  it('what is in quarantine is listed, counted, and told by doctor', async () => {
    const run = (...args: string[]) =>
      kvittens([...args, '--config', world.config], { env: { LANG: 'en_US.UTF-8' } })
    const quarantined = async (): Promise<number> => {
      const metrics = await (await fetch(`${world.node().operations}/metrics`)).text()
      return Number(/^kvittens_quarantined_messages (\d+)$/m.exec(metrics)?.[1])
    }
    const before = await quarantined()
    peer.next({ kind: 'answer', status: 400, text: 'Not today.' })
    const sent = await send()
    await has(sent, 'i karantän')
    assert.equal(await quarantined(), before + 1)

    const listed = await run('message', 'list', '--state', 'quarantined')
    assert.equal(listed.code, 0, listed.stderr)
    const line = new RegExp(`^${sent.receiptId}  quarantined  \\S+  ${agencyNumber} → ${partner}$`, 'm')
    assert.match(listed.stdout, line)
    assert.match(listed.stdout, /^ {2}The receiver's node .*"Not today\."$/m)
    assert.match((await run('message', 'list')).stdout, line)
    const json = JSON.parse((await run('message', 'list', '--state', 'quarantined', '--json')).stdout)
    assert.deepEqual(
      [json.length, json.at(-1).receiptId, json.at(-1).txId, json.at(-1).fault.code],
      [before + 1, sent.receiptId, sent.txId, 'MissingDeliveryExecution'],
    )
    const none = await run('message', 'list', '--state', 'held')
    assert.deepEqual([none.code, none.stdout, none.stderr], [0, '', 'No such messages.\n'])
    const told = JSON.parse((await run('doctor', '--json')).stdout).find(
      ({ check }: { readonly check: string }) => check === 'quarantine',
    )
    assert.equal(told.status, 'warn')
    assert.ok(told.found.startsWith(`${before + 1} message`), told.found)
    assert.match(told.cure, /kvittens message list --state quarantined --config/)
  })

  it('an attempt that was refused is shown with what helps, and nothing can be done with it', async () => {
    const { octets, txId } = shsMessage({ from: agencyNumber, to: organisationNumber(42) })
    const refused = await agency.send(octets)
    assert.equal(refused.status, 400, refused.text)
    const id = String(refused.headers['kvittens-attempt'])
    const run = (verb: string, named: string) =>
      kvittens(['message', verb, named, '--config', world.config], { env: { LANG: 'en_US.UTF-8' } })
    const shown = await run('show', id)
    assert.equal(shown.code, 0, shown.stderr)
    assert.match(shown.stdout, new RegExp(`^attemptId: ${id}\nstate: refused$`, 'm'))
    assert.match(shown.stdout, new RegExp(`^txId: ${txId}$`, 'm'))
    const cure = /^ {2}cure: (.+)$/m.exec(shown.stdout)?.[1]
    assert.ok(cure !== undefined && refused.text.includes(cure), shown.stdout)
    const english = { headers: { accept: 'text/plain', 'accept-language': 'en' } }
    assert.ok((await agency.call(`/receipts/${id}`, english)).text.includes(`\nåtgärd: ${cure}\n`))
    const resent = await run('resend', id)
    assert.equal(resent.code, 1)
    assert.match(resent.stderr, /^kvittens: RefusedAttempt: .*\n.*kvittens message show/)
    for (const stranger of ['00000000-0000-4000-8000-000000000001', '7k3m-9q2t-4xwd-8b54']) {
      assert.match((await run('show', stranger)).stderr, /^kvittens: (NoSuchMessage|IllegalReceiptId): /)
    }
  })

  it('what is held goes no further until it is sent again, over a restart too', async () => {
    peer.always({ kind: 'answer', status: 503 })
    const sent = await send()
    const run = (verb: string) =>
      kvittens(['message', verb, sent.receiptId, '--config', world.config], { env: { LANG: 'sv_SE.UTF-8' } })
    await until('it is not in hand', async () => ((await run('hold')).code === 0 ? true : undefined))
    peer.always({ kind: 'take' })
    await world.node().kill()
    await world.start()
    agency = world.client(world.agency)
    assert.match((await run('show')).stdout, /^state: held$/m)
    assert.equal(peer.taken.has(sent.txId), false)
    assert.equal((await run('resend')).code, 0)
    await arrived(sent)
  })

  it('a confirm of the peer acknowledges; that of another changes nothing', async () => {
    const sent = await send()
    await has(sent, 'levererad')
    const confirm = (from: string): Buffer =>
      shsMessage({
        from,
        to: agencyNumber,
        product: 'confirm',
        sequenceType: 'adm',
        corrId: sent.corrId,
        contentId: sent.contentId,
        parts: [
          {
            fileName: 'confirm.xml',
            contentType: 'text/xml; charset=ISO-8859-1',
            content: Buffer.from(
              `<?xml version="1.0" encoding="ISO-8859-1"?><shs.management version="1.2" corr.id="${sent.corrId}" content.id="${sent.contentId}"><datetime>2026-11-24T12:00:00</datetime><confirmation/></shs.management>`,
            ),
          },
        ],
      }).octets
    const stranger = world.client(world.employer(0))
    assert.equal((await stranger.send(confirm(world.employer(0).number))).status, 202)
    assert.match((await inText(sent.receiptId)).text, /^status: levererad$/m)
    const own = await world.issue('confirming', { organisationNumber: partner, commonName: 'partner' })
    const client = world.client(own)
    for (const _ of [1, 2]) assert.equal((await client.send(confirm(partner))).status, 202)
    await has(sent, 'kvitterad')
    const events = (await readLedger(world.dataDir)).of(sent.txId)
    assert.equal(events.filter((event) => event === 'acknowledged').length, 1)
  })
})
