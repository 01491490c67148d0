import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { arrived, fetched, listed, sent } from '../support/exchange-steps.ts'
import { leftOut } from '../support/needs.ts'
import { shsMessage } from '../support/shs-message.ts'
import { startTwoNodes, type TwoNodes } from '../support/two-nodes.ts'

const meta = [
  ['ärendenummer', 'Å-2026/1'],
  ['Förvaltning', 'Räddningstjänsten & Miljö <Öst>'],
  ['tom', ''],
  ['Förvaltning', 'en till med samma namn'],
] as const
const subject = 'Ansökan från Åsa Öberg på Ängsvägen'

describe(
  'TS41-K-005 metadata and subject with å ä ö',
  { skip: leftOut('slapd') && 'slapd is left out' },
  () => {
    let world: TwoNodes

    before(async () => {
      world = await startTwoNodes()
    })
    after(() => world[Symbol.asyncDispose]())

    it('survive both nodes, in the list and in the label, names and values, in their order', async () => {
      const { agency, employer } = world
      const message = shsMessage({ from: employer.number, to: null, meta, subject })
      await sent(employer.own, message)
      const { inside } = await arrived(agency.own, agency.number, message.txId)
      const { label } = await fetched(agency.own, agency.number, message.txId)
      for (const text of [inside, label]) {
        assert.deepEqual(metaOf(text), meta)
        assert.equal(elementOf(text, 'subject'), subject)
      }
    })

    it('find the message by its metadata', async () => {
      const { agency, employer } = world
      const message = shsMessage({ from: employer.number, to: null, meta: [['år', 'Ålder ö']] })
      await sent(employer.own, message)
      await arrived(agency.own, agency.number, message.txId)
      const name = encodeURIComponent('år')
      const value = encodeURIComponent('Ålder ö')
      for (const conditions of [`metaname=${name}&metavalue=${value}`, `meta-${name}=${value}`]) {
        const found = await listed(agency.own, agency.number, conditions)
        assert.deepEqual(
          found.map(({ attributes }) => attributes['tx.id']),
          [message.txId],
          conditions,
        )
      }
      assert.deepEqual(await listed(agency.own, agency.number, `meta-${name}=other`), [])
    })

    it('what ISO-8859-1 cannot hold comes through as character references', async () => {
      const { agency, employer } = world
      const references = '&#8364; &#26085;&#26412; &#128512;'
      const plain = shsMessage({ from: employer.number, to: null, subject: 'X', meta: [['X', 'X']] })
      const octets = Buffer.from(
        plain.octets.toString('latin1').replaceAll('>X<', `>${references}<`),
        'latin1',
      )
      await sent(employer.own, { ...plain, octets })
      const { label } = await fetched(agency.own, agency.number, plain.txId)
      assert.equal(elementOf(label, 'subject'), '€ 日本 😀')
      assert.deepEqual(metaOf(label), [['X', '€ 日本 😀']])
    })
  },
)

function metaOf(xml: string): readonly (readonly [string, string])[] {
  return [...xml.matchAll(/<meta name="([^"]*)"\s*(?:\/>|>([^<]*)<\/meta>)/g)].map(
    ([, name = '', value = '']) => [plainText(name), plainText(value)],
  )
}

function elementOf(xml: string, name: string): string | undefined {
  const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]
  return found === undefined ? undefined : plainText(found)
}

function plainText(xml: string): string {
  return xml
    .replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replaceAll(/&#x([0-9a-f]+);/gi, (_, code) => String.fromCodePoint(Number.parseInt(String(code), 16)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}
