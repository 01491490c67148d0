import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { kvittens } from '../cli/kvittens.ts'
import type { Answer, MtlsClient } from '../support/mtls-client.ts'
import { listedTxIds, readMessageList } from '../support/read-message.ts'
import { type MessageFacts, shsMessage } from '../support/shs-message.ts'
import { agencyNumber, createWorld, elsewhere, stranger, type TestWorld } from '../support/test-world.ts'
import { until } from '../support/until.ts'

const uuid = (index: number): string => `5c1e0000-0000-4000-8000-0000000002${String(index).padStart(2, '0')}`
const agreed = (index: number): string =>
  `a6ee0000-0000-4000-8000-0000000002${String(index).padStart(2, '0')}`

const closed = uuid(1)
const opening = uuid(2)
const bounded = uuid(3)
const peaked = uuid(4)
const toSeveral = uuid(5)
const oneWay = uuid(6)
const unconfirmed = uuid(7)
const toNobody = uuid(8)
const toSome = uuid(9)

/** `yyyy-MM-ddTHH:mm:ss` in Swedish time. */
function clockOf(at: number): string {
  return new Date(at).toLocaleString('sv-SE', { timeZone: 'Europe/Stockholm' }).replace(' ', 'T')
}

/** `HH:mm:ss` in Swedish time, so many seconds from now. */
function clockIn(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toLocaleTimeString('sv-SE', { timeZone: 'Europe/Stockholm' })
}

function quality(open: string, rest = ''): string {
  return `<QoS><open><when day="every" hours="all"/>${open}</open>${rest}</QoS>`
}

function window(begin: number, end: number): string {
  return `<starttime>${clockIn(begin)}</starttime><stoptime>${clockIn(end)}</stoptime>`
}

interface Facts {
  readonly product: string
  readonly customer: string
  readonly index: number
  readonly flow?: string
  readonly confirm?: string
  readonly quality?: string
}

function agreement({ product, customer, index, flow = 'any', confirm = '', quality = '' }: Facts): string {
  return `<shs.agreement version="1.2" uuid="urn:X-shs:${agreed(index)}" transfer-type="any">
    <shs>
      <principal>urn:X-shs:${agencyNumber}</principal>
      <product>urn:X-shs:${product}</product>
      <customer>urn:X-shs:${customer}</customer>
      <direction flow="${flow}"/>${confirm}
    </shs>
    <general><valid><valid-from date="2020-01-01"/></valid>${quality}</general>
  </shs.agreement>`
}

function productType(product: string): string {
  return `<shs.product version="1.2" uuid="urn:X-shs:${product}" commonName="P">
    <principal>urn:X-shs:${agencyNumber}</principal><data datapartType="fil"><mime/></data>
  </shs.product>`
}

describe('agreements that are enforced', () => {
  let world: TestWorld
  let agency: MtlsClient
  let employer: MtlsClient

  before(async () => {
    world = await createWorld({ settings: 'agreements: { qos: enforce }' })
    await world.start()
    agency = world.client(world.agency)
    employer = world.client(world.employer(0))
    await importAgreements()
  })

  after(() => world[Symbol.asyncDispose]())

  async function importAgreements(): Promise<void> {
    const [one, two] = [world.employer(0).number, world.employer(1).number]
    const average = '<average number-per="10" period="day"/>'
    const agreements: readonly Facts[] = [
      { index: 1, product: closed, customer: one, quality: quality(window(7200, 10_800)) },
      { index: 2, product: opening, customer: one, quality: quality(window(10, 10_800)) },
      {
        index: 3,
        product: bounded,
        customer: one,
        quality: quality('', `<volume per-transfer="1" unit="KB">${average}</volume>`),
      },
      {
        index: 4,
        product: peaked,
        customer: one,
        quality: quality('', `<frequency>${average}<peak number-per="2" period="min"/></frequency>`),
      },
      { index: 5, product: toSeveral, customer: one },
      { index: 6, product: toSeveral, customer: two },
      { index: 7, product: oneWay, customer: one, flow: 'from-customer' },
      { index: 8, product: unconfirmed, customer: one, confirm: '<confirm required="no"/>' },
      { index: 9, product: toNobody, customer: elsewhere },
      { index: 10, product: toNobody, customer: stranger },
      { index: 11, product: toSome, customer: one },
      { index: 12, product: toSome, customer: elsewhere },
    ]
    const folder = join(world.dir, 'more')
    await mkdir(folder)
    for (const one of agreements) await writeFile(join(folder, `a${one.index}.xml`), agreement(one))
    for (const product of new Set(agreements.map((one) => one.product))) {
      await writeFile(join(folder, `p${product}.xml`), productType(product))
    }
    const imported = await kvittens(['import', folder, '--config', world.config])
    assert.equal(imported.code, 0, imported.stderr)
  }

  function message(product: string, facts: MessageFacts = {}) {
    return shsMessage({ from: world.employer(0).number, product, ...facts })
  }

  const receiptOf = async (answer: Answer): Promise<string> =>
    (await inText(employer, String(answer.headers['x-shs-localid']))).text

  const inText = (client: MtlsClient, id: string): Promise<Answer> =>
    client.call(`/receipts/${id}`, { headers: { accept: 'text/plain', 'accept-language': 'sv' } })

  async function listed(txId: string): Promise<boolean> {
    return listedTxIds((await agency.list(agencyNumber)).body).includes(txId)
  }

  it('take a message outside opening hours and hold it: its story says until when', async () => {
    const sent = message(closed)
    const answer = await employer.send(sent.octets)
    assert.equal(answer.status, 202, answer.text)
    assert.equal(await listed(sent.txId), false)
    const receipt = await receiptOf(answer)
    assert.match(receipt, /^status: köad$/m)
    assert.match(receipt, new RegExp(`Väntar\\..*${agreed(1)}.*\\d{4}-\\d{2}-\\d{2}`))
  })

  it('let it go by itself when it opens', async () => {
    const sent = message(opening)
    const answer = await employer.send(sent.octets)
    assert.equal(answer.status, 202, answer.text)
    const later = clockOf(Date.now() + 2000)
    await until('the message is listed', async () => ((await listed(sent.txId)) ? true : undefined), 30_000)
    const receipt = await receiptOf(answer)
    assert.match(receipt, /^status: levererad$/m)
    assert.match(receipt, /Väntar\..*\n.*Levererad/)
    // Who asks for what has come since the last time finds it: it came into the mailbox later than into the node.
    assert.ok(listedTxIds((await agency.list(agencyNumber, `since=${later}`)).body).includes(sent.txId))
  })

  it('refuse a synchronous request outside opening hours, with the next opening', async () => {
    const sent = message(closed)
    const synchronous = Buffer.from(
      sent.octets.toString('latin1').replace('transfer-type="asynch"', 'transfer-type="synch"'),
      'latin1',
    )
    const answer = await employer.send(synchronous)
    assert.deepEqual([answer.status, answer.headers['x-shs-errorcode']], [400, 'IllegalAgreement'])
    assert.match(answer.text, /\d{4}-\d{2}-\d{2}/)
  })

  it('refuse what is over the volume of one transfer before the 202, and keep nothing', async () => {
    const fits = message(bounded, { parts: [{ content: Buffer.alloc(1024, 'x') }] })
    assert.equal((await employer.send(fits.octets)).status, 202)
    for (const size of [1025, 300_000]) {
      const over = message(bounded, { parts: [{ content: Buffer.alloc(size, 'x') }] })
      const answer = await employer.send(over.octets)
      assert.deepEqual([answer.status, answer.headers['x-shs-errorcode']], [400, 'IllegalAgreement'])
      assert.match(answer.text, new RegExp(agreed(3)))
      assert.equal((await agency.fetch(agencyNumber, over.txId)).status, 404)
    }
  })

  it('hold what comes above a peak, and refuse nothing', async () => {
    const answers: Answer[] = []
    for (const one of [message(peaked), message(peaked), message(peaked)]) {
      answers.push(await employer.send(one.octets))
    }
    assert.deepEqual(
      answers.map(({ status }) => status),
      [202, 202, 202],
    )
    const receipts = await Promise.all(answers.map(receiptOf))
    const statuses = receipts.map((receipt) => /^status: (.*)$/m.exec(receipt)?.[1])
    assert.deepEqual(statuses, ['levererad', 'levererad', 'köad'])
  })

  it('give each of several receivers a copy with a tx.id of its own, all with one stored body', async () => {
    const content = Buffer.alloc(400_000, 'abc')
    const sent = shsMessage({ from: agencyNumber, to: null, product: toSeveral, parts: [{ content }] })
    const answer = await agency.send(sent.octets)
    assert.equal(answer.status, 202, answer.text)
    assert.equal(answer.headers['x-shs-txid'], sent.txId)
    const copies: string[] = []
    for (const index of [0, 1]) {
      const client = world.client(world.employer(index))
      const { number } = world.employer(index)
      const found = readMessageList((await client.list(number)).body).filter(
        ({ attributes }) => attributes['corr.id'] === sent.corrId,
      )
      assert.equal(found.length, 1)
      const txId = found[0]?.attributes['tx.id'] ?? ''
      copies.push(txId)
      const fetched = await client.fetch(number, txId)
      assert.ok(fetched.body.includes(content))
    }
    assert.equal(new Set([sent.txId, ...copies]).size, 3)
    const first = world.client(world.employer(0))
    await first.acknowledge(world.employer(0).number, copies[0] ?? '')
    const receipt = (await inText(agency, String(answer.headers['x-shs-localid']))).text
    assert.match(receipt, /^status: hämtad$/m)
    assert.match(receipt, new RegExp(`^kopia: ${world.employer(0).number} kvitterad `, 'm'))
    assert.match(receipt, new RegExp(`^kopia: ${world.employer(1).number} hämtad `, 'm'))
    const again = await agency.send(sent.octets)
    assert.equal(again.headers['x-shs-duplicatemsg'], 'yes')
    const whole = await inText(employer, String(answer.headers['x-shs-localid']))
    assert.equal(whole.status, 404, 'a receiver sees its own copy alone')
  })

  it('refuse before the 202 what can reach none of its receivers, and tell of one that it can not reach', async () => {
    const none = await agency.send(shsMessage({ from: agencyNumber, to: null, product: toNobody }).octets)
    assert.deepEqual([none.status, none.headers['x-shs-errorcode']], [400, 'MissingDeliveryAddress'])
    assert.match(
      none.text,
      new RegExp(`^None of the 2 receivers can be reached\\. The receiver ${elsewhere} .*\nAsk `),
    )
    const some = shsMessage({ from: agencyNumber, to: null, product: toSome })
    const answer = await agency.send(some.octets)
    assert.equal(answer.status, 202, answer.text)
    const receipt = (await inText(agency, String(answer.headers['x-shs-localid']))).text
    assert.match(receipt, new RegExp(`^kopia: ${elsewhere} i karantän `, 'm'))
    assert.match(receipt, new RegExp(`^kopia: ${world.employer(0).number} levererad `, 'm'))
    const told = readMessageList((await agency.list(agencyNumber, 'filter=noack')).body).filter(
      ({ attributes }) => attributes['corr.id'] === some.corrId,
    )
    assert.deepEqual(
      told.map(({ attributes }) => attributes['sequence-type']),
      ['adm'],
    )
  })

  it('let a reply go against the flow, and nothing else', async () => {
    const to = world.employer(0).number
    const event = await agency.send(shsMessage({ from: agencyNumber, to, product: oneWay }).octets)
    assert.deepEqual([event.status, event.headers['x-shs-errorcode']], [400, 'MissingAgreement'])
    assert.match(event.text, new RegExp(agreed(7)))
    const reply = shsMessage({ from: agencyNumber, to, product: oneWay, sequenceType: 'reply' })
    assert.equal((await agency.send(reply.octets)).status, 202)
  })

  it('send no confirm where the agreement wants none', async () => {
    const sent = message(unconfirmed)
    assert.equal((await employer.send(sent.octets)).status, 202)
    await agency.fetch(agencyNumber, sent.txId)
    assert.equal((await agency.acknowledge(agencyNumber, sent.txId)).status, 200)
    const waiting = readMessageList((await employer.list(world.employer(0).number, 'filter=noack')).body)
    assert.equal(waiting.filter(({ attributes }) => attributes['corr.id'] === sent.corrId).length, 0)
  })
})
