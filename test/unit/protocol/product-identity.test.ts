import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { readProductIdentity } from '../../../src/protocol/product/product-identity.ts'
import { XmlError } from '../../../src/protocol/xml/xml-error.ts'
import { XmlWriter } from '../../../src/protocol/xml/xml-writer.ts'
import { filledText, lowerUuid } from './xml-arbitraries.ts'

const good = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE shs.product SYSTEM "shs-product-type-1.2.dtd">
<shs.product version="1.2" uuid="A3B1C2D4-0000-4000-8000-1234567890AB" commonName="Tjänstepension" resp-required="no">
  <principal commonName="PM" labeledURI="">urn:X-shs:162021006255</principal>
  <data datapartType="txt" minOccurs="1"><description>Lön</description><mime type="text" subtype="plain"/></data>
  <description>…</description>
</shs.product>`

test('a product type tells its id, its name and its principal', () => {
  assert.deepEqual(readProductIdentity(Buffer.from(good)), {
    uuid: 'a3b1c2d4-0000-4000-8000-1234567890ab',
    commonName: 'Tjänstepension',
    principal: '2021006255',
    principalName: 'PM',
    replyRequired: false,
  })
})

test('what a product type is written with is read back', () => {
  fc.assert(
    fc.property(lowerUuid, filledText, fc.stringMatching(/^[0-9]{10}$/), (uuid, name, principal) => {
      const xml = new XmlWriter().head('shs.product', 'shs-product-type-1.2.dtd')
      xml.markup('<shs.product').attribute('uuid', uuid).attribute('commonName', name).markup('>')
      const bytes = xml.element('principal', principal).element('description', name).end('shs.product').take()
      assert.deepEqual(readProductIdentity(bytes), { uuid, commonName: name, principal, replyRequired: true })
    }),
  )
})

const rows: readonly (readonly [from: string | RegExp, to: string, en: RegExp, sv: RegExp, line: number])[] =
  [
    [
      'A3B1C2D4-',
      'confirm',
      /uuid of <shs\.product> is "confirm0000/,
      /uuid i <shs\.product> är "confirm0000/,
      3,
    ],
    [
      '"no"',
      '"nej"',
      /resp-required of <shs\.product> is "nej", expected yes or no/,
      /resp-required i <shs\.product> är "nej", väntade yes eller no/,
      3,
    ],
    [/<principal.*\n/, '', /<shs\.product> has no <principal>/, /<shs\.product> saknar <principal>/, 3],
    [
      '162021006255',
      '192021006255',
      /<principal> is "urn:X-shs:192021006255", expected an organisation number/,
      /<principal> är/,
      4,
    ],
    [
      '<data',
      '<principal>2021006255</principal><data',
      /<principal> stands in <shs\.product>/,
      /<principal> står i/,
      5,
    ],
    [
      /shs\.product/g,
      'shs.agreement',
      /is <shs\.agreement>, expected <shs\.product>/,
      /är <shs\.agreement>/,
      3,
    ],
    ['</data>', '', /"<\/shs\.product>" was found, expected <\/data>/, /hittades, väntade <\/data>/, 7],
  ]

for (const [from, to, en, sv, line] of rows) {
  test(`refused with its line: ${String(from)} → ${to}`, () => {
    assert.throws(
      () => readProductIdentity(Buffer.from(good.replace(from, to))),
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
