import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { readAgreementIdentity } from '../../../src/protocol/agreement/agreement-identity.ts'
import { XmlError } from '../../../src/protocol/xml/xml-error.ts'
import { XmlWriter } from '../../../src/protocol/xml/xml-writer.ts'
import { filledText, lowerUuid } from './xml-arbitraries.ts'

const good = `<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE shs.agreement SYSTEM "shs-agreement-1.2.dtd">
<shs.agreement version="1.2" uuid="11111111-2222-3333-4444-55555555555A" transfer-type="any" contract="A 1">
  <shs>
    <principal commonName="Pensionsmyndigheten" labeledURI="https://x">urn:X-shs:2021006255</principal>
    <product commonName="Tjänstepension">urn:X-shs:A3B1C2D4-0000-4000-8000-1234567890AB</product>
    <product>confirm</product>
    <customer commonName="Norrköpings kommun"> urn:x-shs:212000-0456 </customer>
    <direction flow="from-customer"><description>text <b>and</b> more &amp; <![CDATA[<more>]]></description></direction>
    <confirm required="no"/>
  </shs>
  <general><valid><valid-from date="2025-01-01"/></valid></general>
</shs.agreement>`

function read(text: string) {
  return readAgreementIdentity(Buffer.from(text, 'latin1'))
}

test('an agreement tells its id, its parties and its products', () => {
  assert.deepEqual(read(good), {
    uuid: '11111111-2222-3333-4444-55555555555a',
    transferType: 'any',
    contract: 'A 1',
    principal: '2021006255',
    principalName: 'Pensionsmyndigheten',
    customer: '2120000456',
    customerName: 'Norrköpings kommun',
    products: [
      { id: 'a3b1c2d4-0000-4000-8000-1234567890ab', commonName: 'Tjänstepension' },
      { id: 'confirm' },
    ],
  })
})

test('an agreement without a customer is for any customer', () => {
  const identity = read(good.replace(/<customer.*\n/, ''))
  assert.equal(identity.customer, undefined)
  assert.equal('customerName' in identity, false)
})

test('what an agreement is written with is read back', () => {
  const organisation = fc.stringMatching(/^[0-9]{10}$/)
  const any = fc.record({
    uuid: lowerUuid,
    principal: organisation,
    name: filledText,
    products: fc.array(lowerUuid, { minLength: 1, maxLength: 4 }),
  })
  fc.assert(
    fc.property(any, ({ uuid, principal, name, products }) => {
      const xml = new XmlWriter().head('shs.agreement', 'shs-agreement-1.2.dtd')
      xml
        .markup('<shs.agreement')
        .attribute('uuid', uuid)
        .attribute('transfer-type', 'synch')
        .markup('><shs>')
      xml
        .markup('<principal')
        .attribute('commonName', name)
        .markup('>')
        .text(principal)
        .markup('</principal>')
      for (const id of products) xml.element('product', `urn:X-shs:${id}`)
      const bytes = xml.markup('<x>').text(name).markup('</x></shs></shs.agreement>').take()
      assert.deepEqual(readAgreementIdentity(bytes), {
        uuid,
        transferType: 'synch',
        principal,
        principalName: name,
        products: products.map((id) => ({ id })),
      })
    }),
  )
})

const rows: readonly (readonly [from: string | RegExp, to: string, en: RegExp, sv: RegExp, line: number])[] =
  [
    [
      'uuid="11111111-2222-3333-4444-55555555555A"',
      '',
      /uuid of <shs\.agreement> is missing, expected a UUID/,
      /uuid saknas i <shs\.agreement>, väntade ett UUID/,
      3,
    ],
    ['11111111-', '1-', /uuid of <shs\.agreement> is "1-2222/, /uuid i <shs\.agreement> är "1-2222/, 3],
    [
      'transfer-type="any"',
      '',
      /transfer-type .* is missing, expected asynch, synch or any/,
      /transfer-type saknas .* asynch, synch eller any/,
      3,
    ],
    [
      'transfer-type="any"',
      'transfer-type="all"',
      /transfer-type .* is "all"/,
      /transfer-type .* är "all"/,
      3,
    ],
    [/<principal.*\n/, '', /<shs> has no <principal>/, /<shs> saknar <principal>/, 4],
    [/( *<product.*\n)+/, '', /<shs> has no <product>/, /<shs> saknar <product>/, 4],
    [
      'urn:X-shs:2021006255',
      'Pensionsmyndigheten',
      /<principal> is "Pensionsmyndigheten", expected an organisation number/,
      /<principal> är "Pensionsmyndigheten", väntade ett organisationsnummer/,
      5,
    ],
    ['212000-0456', '12', /<customer> is/, /<customer> är/, 8],
    ['>confirm<', '>other<', /<product> is "other"/, /<product> är "other"/, 7],
    [
      '<confirm ',
      '<principal>2021006255</principal><confirm ',
      /<principal> stands in <shs>/,
      /<principal> står i <shs>/,
      10,
    ],
    [
      '<general>',
      '<shs/><general>',
      /<shs> stands in <shs\.agreement>, expected <general>/,
      /<shs> står i <shs\.agreement>/,
      12,
    ],
    ['&amp;', '&x;', /reference "&x;"/, /Referensen "&x;"/, 9],
    [
      '</general>',
      '</allmänt>',
      /"<\/allmänt>" was found, expected <\/general>/,
      /"<\/allmänt>" hittades/,
      12,
    ],
    [
      /shs\.agreement/g,
      'shs.product',
      /is <shs\.product>, expected <shs\.agreement>/,
      /är <shs\.product>, väntade/,
      3,
    ],
    [
      '<general>',
      `<general>${'<a>'.repeat(20)}`,
      /more than 16 elements inside one another \(limit depth\)/,
      /fler än 16 element i varandra \(gränsen depth\)/,
      12,
    ],
  ]

for (const [from, to, en, sv, line] of rows) {
  test(`refused with its line: ${String(from)} → ${to.slice(0, 40)}`, () => {
    assert.throws(
      () => read(good.replace(from, to)),
      (error) => {
        assert(error instanceof XmlError)
        assert.equal(error.code, 'IllegalDatapartContent')
        assert.match(error.words.en, en)
        assert.match(error.words.sv, sv)
        assert.equal(error.line, line)
        return true
      },
    )
  })
}
