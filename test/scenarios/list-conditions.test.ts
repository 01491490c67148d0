import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { MtlsClient } from '../support/mtls-client.ts'
import { listedTxIds, readMessageList } from '../support/read-message.ts'
import { type MessageFacts, shsMessage, sickNotification } from '../support/shs-message.ts'
import { agencyNumber, createWorld, type TestWorld } from '../support/test-world.ts'

/** Three messages that differ in everything that a list can be asked for; named a, b and c by their subject. */
const waiting: Readonly<Record<'a' | 'b' | 'c', MessageFacts>> = {
  a: {
    subject: 'a',
    originator: 'Åsa',
    endRecipient: 'Registrator',
    sequenceType: 'event',
    corrId: 'corr-3',
    contentId: 'content-2',
    meta: [
      ['kind', 'one'],
      ['år', '2026'],
    ],
  },
  b: {
    subject: 'b',
    originator: 'urn:X-shs:Bo',
    endRecipient: 'Handläggare',
    sequenceType: 'request',
    corrId: 'corr-1',
    contentId: 'content-3',
    meta: [['kind', 'two']],
  },
  c: { subject: 'c', sequenceType: 'reply', corrId: 'corr-2', contentId: 'content-1' },
}

describe('the list, by its conditions', () => {
  let world: TestWorld
  let agency: MtlsClient
  const names = new Map<string, string>()

  before(async () => {
    world = await createWorld()
    await world.start()
    agency = world.client(world.agency)
    const senders = [world.employer(1), world.employer(0), world.employer(1)]
    for (const [index, facts] of Object.values(waiting).entries())
      await send(senders[index]?.number ?? '', facts)
    await send(world.employer(0).number, { subject: 'test', status: 'test' })
    await send(world.employer(0).number, { subject: 'internal', to: `${agencyNumber}.internal` })
  })

  after(() => world[Symbol.asyncDispose]())

  async function send(from: string, facts: MessageFacts): Promise<void> {
    const message = shsMessage({ from, ...facts })
    const sender = world.employers.find(({ number }) => number === from)
    const answer = await world.client(sender).send(message.octets)
    assert.equal(answer.status, 202, answer.text)
    names.set(message.txId, facts.subject ?? '')
  }

  async function list(conditions: string, path = ''): Promise<string> {
    const answer = await agency.call(`/shs/ds/${agencyNumber}${path}?${conditions}`)
    assert.equal(answer.status, 200, answer.text)
    return listedTxIds(answer.body)
      .map((txId) => names.get(txId) ?? txId)
      .join(' ')
  }

  const found: readonly (readonly [conditions: string, names: string])[] = [
    ['', 'a b c'],
    ['status=production', 'a b c'],
    ['status=test', 'test'],
    ['originator=%C3%85sa', 'a'],
    ['originator=Bo', 'b'],
    ['originator=urn:X-shs:Bo', 'b'],
    ['endrecipient=Registrator', 'a'],
    ['endrecipient=URN%3Ax-shs%3ARegistrator', 'a'],
    ['corrid=corr-2', 'c'],
    ['contentid=content-3', 'b'],
    ['sequencetype=reply', 'c'],
    ['sequencetype=REQUEST', 'b'],
    ['metaname=kind', 'a b'],
    ['metavalue=two', 'b'],
    ['metaname=kind&metavalue=one', 'a'],
    ['metaname=kind&metavalue=three', ''],
    ['meta-kind=two', 'b'],
    ['meta-kind=one&meta-%C3%A5r=2026', 'a'],
    ['meta-kind=two&meta-%C3%A5r=2026', ''],
    [`producttype=${sickNotification}`, 'a b c'],
    [`producttype=urn%3AX-shs%3A${sickNotification.toUpperCase()}`, 'a b c'],
    [`producttype=00000000-0000-4000-8000-000000000009,${sickNotification}`, 'a b c'],
    ['producttype=confirm', ''],
    ['since=2026-01-01T00:00:00', 'a b c'],
    ['since=2099-01-01T00:00:00', ''],
    ['maxhits=2', 'a b'],
    ['maxhits=1&arrivalorder=descending', 'c'],
    ['arrivalorder=descending', 'c b a'],
    ['arrivalorder=ascending', 'a b c'],
    ['sortattribute=subject&sortorder=desc', 'c b a'],
    ['sortattribute=corrid', 'b c a'],
    ['sortattribute=-corrid', 'a c b'],
    ['sortattribute=contentid&sortorder=ascending', 'c a b'],
    ['sortattribute=contentid&sortorder=descending', 'b a c'],
    ['sortattribute=sequencetype&sortorder=asc', 'a c b'],
    ['sortattribute=from', 'b a c'],
    ['sortattribute=producttype', 'a b c'],
    ['sortattribute=transfertype', 'a b c'],
    ['unknown=1&breadcrumbId=x', 'a b c'],
    ['filter=noack', 'a b c'],
  ]
  for (const [conditions, expected] of found) {
    it(`${conditions === '' ? 'none' : conditions}: ${expected === '' ? 'nothing' : expected}`, async () => {
      assert.equal(await list(conditions), expected)
    })
  }

  it('sorts by originator, end recipient and meta, those without one at one end', async () => {
    for (const [attribute, order] of [
      ['originator', ['b', 'a']],
      ['endrecipient', ['b', 'a']],
      ['meta-kind', ['a', 'b']],
    ] as const) {
      const listed = (await list(`sortattribute=${attribute}`)).split(' ')
      assert.equal(listed.length, 3, attribute)
      assert.deepEqual(
        listed.filter((name) => name !== 'c'),
        order,
        attribute,
      )
    }
  })

  it('by product type in the path', async () => {
    assert.equal(await list('', `/${sickNotification}`), 'a b c')
    assert.equal(await list('', `/urn%3AX-shs%3A${sickNotification}`), 'a b c')
    assert.equal(await list('', '/confirm'), '')
  })

  it('a mailbox of the agency with a name of its own holds its own', async () => {
    const answer = await agency.list(`${agencyNumber}.internal`)
    assert.deepEqual(
      listedTxIds(answer.body).map((txId) => names.get(txId)),
      ['internal'],
    )
    assert.deepEqual(listedTxIds((await agency.list(`${agencyNumber}.other`)).body), [])
  })

  it('tells of each message what its label says', async () => {
    const [first] = readMessageList((await agency.list(agencyNumber, 'maxhits=1')).body)
    const { attributes, inside } = first ?? { attributes: {}, inside: '' }
    assert.equal(attributes['corr.id'], 'corr-3')
    assert.equal(attributes['content.id'], 'content-2')
    assert.match(attributes['from'] ?? '', new RegExp(`${world.employer(1).number}$`))
    assert.match(attributes['to'] ?? '', new RegExp(`${agencyNumber}$`))
    assert.match(attributes['product'] ?? '', new RegExp(`${sickNotification}$`))
    assert.equal(attributes['sequence-type'], 'event')
    assert.equal(attributes['status'], 'production')
    assert.equal(attributes['originator'], 'Åsa')
    assert.match(attributes['timestamp'] ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
    assert.match(inside, /<meta name="år">2026<\/meta>/)
    assert.match(inside, /<subject>a<\/subject>/)
    assert.match(inside, /<data [^>]*filename="fil.txt"/)
  })

  const refused = [
    'status=draft',
    'filter=all',
    'sortattribute=colour',
    'sortattribute=subject&sortorder=sideways',
    'arrivalorder=never',
    'since=yesterday',
    'since=2026-13-01T00:00:00',
    'since=2026-02-30T00:00:00',
    'sequencetype=letter',
    'maxhits=0',
    'maxhits=many',
    'maxhits=-1',
  ]
  for (const conditions of refused) {
    it(`${conditions} is 400, in words that name it`, async () => {
      const answer = await agency.list(agencyNumber, conditions)
      assert.equal(answer.status, 400)
      const [name = '', value = ''] = (conditions.split('&').at(-1) ?? '').split('=')
      assert.ok(answer.text.includes(name) && answer.text.includes(value), answer.text)
    })
  }
})
