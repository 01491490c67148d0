import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readLabel } from '../../../src/protocol/label/label-reader.ts'

const txId = '6f3a1c2e-8c1b-4a57-9f0e-0d8f1c8b7a11'
const productId = 'a3b1c2d4-0000-4000-8000-1234567890ab'
const tail = `<product>urn:X-shs:${productId}</product><datetime>2025-01-31T12:34:56</datetime><content content.id="c"/></shs.label>`
const open = `<shs.label version="1.2" tx.id="${txId}" corr.id="k" sequence-type="event">`

function latin1(text: string): Uint8Array {
  return Buffer.from(text, 'latin1')
}

test('a label as the open-source node writes it: indented, LF inside, from before originator, no commonName', () => {
  const label = readLabel(
    latin1(`<?xml version="1.0" encoding="ISO-8859-1" standalone="yes"?>
<!DOCTYPE shs.label SYSTEM "shs-label-1.2.dtd">
<shs.label tx.id="${txId.toUpperCase()}" corr.id=" K1 "
    sequence-type="request" transfer-type="synch" version="1.2">
    <from>
        urn:x-SHS:2120000456.lön
    </from>
    <originator name="Lönesystem">urn:X-shs:Personal åäö</originator>
    <to commonName="Pensionsmyndigheten">2021006255</to>
    <end-recipient>URN:X-SHS:Enheten</end-recipient>
    <product commonName="">urn:X-shs:${productId.toUpperCase()}</product>
    <meta name="Ärende">å ä ö</meta>
    <subject/>
    <datetime>2025-01-31T12:34:56.789+01:00</datetime>
    <content content.id="c1">
        <data datapartType="txt" filename="" no-of-bytes="5120"/>
    </content>
    <history node.id="nod1" to="2021006255" local.id="">
        <datetime>2025-01-31T12:34:57Z</datetime>
    </history>
</shs.label>
`),
  )
  assert.deepEqual(label, {
    version: '1.2',
    txId,
    corrId: 'K1',
    transferType: 'synch',
    messageType: 'simple',
    sequenceType: 'request',
    status: 'production',
    originator: { text: 'Personal åäö', name: 'Lönesystem' },
    from: { address: '2120000456.lön' },
    to: { address: '2021006255', commonName: 'Pensionsmyndigheten' },
    endRecipient: { text: 'Enheten' },
    product: { id: productId },
    meta: [{ name: 'Ärende', value: 'å ä ö' }],
    subject: '',
    datetime: '2025-01-31T12:34:56',
    content: { contentId: 'c1', data: [{ datapartType: 'txt', bytes: 5120 }] },
    history: [{ datetime: '2025-01-31T12:34:57', nodeId: 'nod1', to: '2021006255' }],
  })
})

test('a label of 1.1: uuid, document-type, data without datapartType, no declaration and no DOCTYPE', () => {
  const label = readLabel(
    latin1(
      `\r\n<shs.label version="1.1" tx.id="${txId}" corr.id="k" document-type="compound" sequence-type="event" status="test"><originator>A</originator><product>agreement</product><datetime>2025-01-31T12:34:56</datetime><content uuid="u1"><data filename="a.txt"/><comment>x</comment></content></shs.label>\r\n`,
    ),
  )
  assert.equal(label.version, '1.1')
  assert.equal(label.messageType, 'compound')
  assert.equal(label.status, 'test')
  assert.deepEqual(label.product, { id: 'agreement' })
  assert.deepEqual(label.content, {
    contentId: 'u1',
    data: [{ datapartType: '', fileName: 'a.txt' }],
    comment: 'x',
  })
})

function declared(charset: string): Uint8Array {
  return Buffer.from(`<?xml version="1.0" encoding="${charset}"?>`)
}

function text(bytes: Uint8Array, charset?: string): string | undefined {
  return readLabel(bytes, { charset }).originator?.text
}

test('the charset is what the declaration says, then the part, then ISO-8859-1; a byte order mark means UTF-8', () => {
  const body = `${open}<originator>Åsa 1 €</originator>${tail}`
  const utf8 = Buffer.from(body)
  assert.equal(text(Buffer.concat([declared('UTF-8'), utf8]), 'iso-8859-1'), 'Åsa 1 €')
  assert.equal(text(utf8, 'utf-8'), 'Åsa 1 €')
  assert.equal(text(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), utf8])), 'Åsa 1 €')
  assert.equal(text(latin1(body.replace('€', '')), undefined), 'Åsa 1 ')
  assert.equal(
    text(Buffer.concat([declared('iso-8859-1'), latin1(body.replace('€', ''))]), 'utf-8'),
    'Åsa 1 ',
  )
  assert.equal(text(latin1(body.replace('€', '\u0080')), 'windows-1252'), 'Åsa 1 €')
  assert.equal(text(latin1(body.replace('€', '¤')), 'ISO-8859-15'), 'Åsa 1 €')
})

test('character references, CDATA and comments in text are read', () => {
  const label = readLabel(
    latin1(
      `<!-- a --><!DOCTYPE shs.label PUBLIC "p" 'x.dtd' ><!-- b -->${open}<originator>a<!-- no -->&#8364;&#x1F600;<![CDATA[<&]]>&amp;&lt;&gt;&quot;&apos;</originator>${tail}<!-- c -->`,
    ),
  )
  assert.equal(label.originator?.text, 'a€😀<&&<>"\'')
})

test('line ends in text become LF, in attributes spaces, unless they are character references', () => {
  const label = readLabel(
    latin1(`${open}<originator name="a\r\nb\tc&#10;d">a\r\nb\rc&#13;</originator>${tail}`),
  )
  assert.deepEqual(label.originator, { name: 'a b c\nd', text: 'a\nb\nc\r' })
})

test('a compound message is read as one: refusing it is for the exchange', () => {
  const label = readLabel(
    latin1(
      `<shs.label tx.id="${txId}" corr.id="k" sequence-type="event" message-type="compound"><originator/><product>confirm</product><datetime>2024-02-29T23:59:59</datetime><content content.id="c"><compound no-of-parts="2"/></content></shs.label>`,
    ),
  )
  assert.equal(label.messageType, 'compound')
  assert.equal(label.content.compoundParts, 2)
})
