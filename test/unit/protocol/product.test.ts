import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { ShsProduct } from '../../../src/protocol/product/product.ts'
import { readProduct } from '../../../src/protocol/product/product-reader.ts'
import { writeProduct } from '../../../src/protocol/product/product-writer.ts'
import { XmlError } from '../../../src/protocol/xml/xml-error.ts'
import { productType } from './document-arbitraries.ts'

const good = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE shs.product SYSTEM "shs-product-type-1.2.dtd">
<shs.product version="1.2" uuid="A3B1C2D4-0000-4000-8000-1234567890AB" commonName="Tjänstepension" resp-required="no">
  <principal commonName="PM" labeledURI="">urn:X-shs:162021006255</principal>
  <data datapartType="txt" minOccurs="0" data-type="fil"><description>Lön</description><mime type="text" subtype="plain"/></data>
  <data datapartType="bin"><mime transfer-encoding="base64"/><security><digest>md5</digest><dsig algorithm="dsa"/></security></data>
  <reply-data datapartType="svar" maxOccurs="unbounded"><mime/></reply-data>
  <description>…</description>
</shs.product>`

function read(text: string): ShsProduct {
  return readProduct(Buffer.from(text))
}

test('a product type reads with everything that the document type has', () => {
  assert.deepEqual(read(good), {
    uuid: 'a3b1c2d4-0000-4000-8000-1234567890ab',
    commonName: 'Tjänstepension',
    replyRequired: false,
    principal: { address: '2021006255', commonName: 'PM' },
    data: [
      {
        datapartType: 'txt',
        minOccurs: '0',
        maxOccurs: '1',
        dataType: 'fil',
        description: 'Lön',
        mime: { type: 'text', subtype: 'plain', textCharset: 'iso-8859-1', transferEncoding: 'binary' },
      },
      {
        datapartType: 'bin',
        minOccurs: '1',
        maxOccurs: '1',
        mime: { type: 'text', subtype: 'xml', textCharset: 'iso-8859-1', transferEncoding: 'base64' },
        security: { digest: 'md5', dsig: '' },
      },
    ],
    replyData: [
      {
        datapartType: 'svar',
        minOccurs: '1',
        maxOccurs: 'unbounded',
        mime: { type: 'text', subtype: 'xml', textCharset: 'iso-8859-1', transferEncoding: 'binary' },
      },
    ],
    description: '…',
  })
})

test('a product type reads back as it was written', () => {
  fc.assert(
    fc.property(productType, (value) => {
      assert.deepEqual(readProduct(writeProduct(value)), structuredClone(value))
    }),
  )
})

test('a product type is written with its head and with every default said', () => {
  const written = Buffer.from(writeProduct(read(good))).toString('latin1')
  assert.match(
    written,
    /^<\?xml .*\?>\n<!DOCTYPE shs\.product SYSTEM "shs-product-type-1\.2\.dtd">\n<shs\.pro/,
  )
  assert.match(
    written,
    /<reply-data datapartType="svar" minOccurs="1" maxOccurs="unbounded"><mime type="text" subtype="xml" text-charset="iso-8859-1" transfer-encoding="binary"\/><\/reply-data>/,
  )
})

type Row = readonly [from: string | RegExp, to: string, en: string, sv: string, line: number]

const rows: readonly Row[] = [
  [
    'A3B1C2D4-',
    'confirm',
    'The attribute uuid of <shs.product> is "confirm0000-4000-8000-1234567890AB", expected a UUID (8-4-4-4-12 hexadecimal digits)',
    'Attributet uuid i <shs.product> är "confirm0000-4000-8000-1234567890AB", väntade ett UUID (8-4-4-4-12 hexadecimala siffror)',
    3,
  ],
  [
    '"no"',
    '"nej"',
    'The attribute resp-required of <shs.product> is "nej", expected yes or no',
    'Attributet resp-required i <shs.product> är "nej", väntade yes eller no',
    3,
  ],
  [
    'version="1.2"',
    'version="2"',
    'The attribute version of <shs.product> is "2", expected 1.2',
    'Attributet version i <shs.product> är "2", väntade 1.2',
    3,
  ],
  [
    /<principal.*\n/,
    '',
    '<shs.product> has no <principal>, expected one',
    '<shs.product> saknar <principal>, väntade ett sådant element',
    3,
  ],
  [
    '162021006255',
    '192021006255',
    'The element <principal> is "urn:X-shs:192021006255", expected an organisation number (ten digits), with or without "urn:X-shs:"',
    'Elementet <principal> är "urn:X-shs:192021006255", väntade ett organisationsnummer (tio siffror), med eller utan "urn:X-shs:"',
    4,
  ],
  [
    '<data',
    '<principal>2021006255</principal><data',
    '<shs.product> can have only one <principal>',
    '<shs.product> kan bara ha ett <principal>',
    5,
  ],
  [
    /( *<data.*\n)+/,
    '',
    '<shs.product> has no <data>, expected one',
    '<shs.product> saknar <data>, väntade ett sådant element',
    3,
  ],
  [
    'datapartType="txt" ',
    '',
    'The attribute datapartType of <data> is missing, expected a value',
    'Attributet datapartType saknas i <data>, väntade ett värde',
    5,
  ],
  [
    '<mime type="text" subtype="plain"/>',
    '',
    '<data> has no <mime>, expected one',
    '<data> saknar <mime>, väntade ett sådant element',
    5,
  ],
  [
    '"base64"',
    '"7bit"',
    'The attribute transfer-encoding of <mime> is "7bit", expected binary or base64',
    'Attributet transfer-encoding i <mime> är "7bit", väntade binary eller base64',
    6,
  ],
  [
    '<digest>',
    '<dsig/><digest>',
    'In <security>, <digest> goes before <dsig>',
    'I <security> ska <digest> stå före <dsig>',
    6,
  ],
  [
    '  <description>…',
    '<data datapartType="x"><mime/></data><description>…',
    'In <shs.product>, <data> goes before <reply-data>',
    'I <shs.product> ska <data> stå före <reply-data>',
    8,
  ],
  [
    /shs\.product/g,
    'shs.agreement',
    'The document is <shs.agreement>, expected <shs.product>',
    'Dokumentet är <shs.agreement>, väntade <shs.product>',
    3,
  ],
]

for (const [from, to, en, sv, line] of rows) {
  test(`refused with its line: ${String(from)} → ${to}`, () => {
    assert.throws(
      () => read(good.replace(from, to)),
      (error) => {
        assert(error instanceof XmlError)
        assert.equal(error.code, 'IllegalDatapartContent')
        assert.deepEqual(error.words, { en: `${en} (line ${line}).`, sv: `${sv} (rad ${line}).` })
        assert.equal(error.line, line)
        return true
      },
    )
  })
}
