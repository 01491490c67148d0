import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Label } from '../../../src/protocol/label/label.ts'
import { writeLabel } from '../../../src/protocol/label/label-writer.ts'

const label: Label = {
  version: '1.2',
  txId: '6f3a1c2e-8c1b-4a57-9f0e-0d8f1c8b7a11',
  corrId: 'ärende-1',
  transferType: 'asynch',
  messageType: 'simple',
  sequenceType: 'event',
  status: 'production',
  originator: { text: 'Lön & "personal"' },
  from: { address: '2120000456.lön' },
  to: { address: '2021006255', commonName: 'Pensions\tmyndigheten\n"A"' },
  product: { id: 'a3b1c2d4-0000-4000-8000-1234567890ab' },
  meta: [{ name: 'pris €', value: 'a\rb\n10 € 😀' }],
  datetime: '2025-01-31T12:34:56',
  content: { contentId: 'c1', data: [{ datapartType: 'txt', fileName: 'ä.txt', bytes: 5120 }] },
  history: [{ datetime: '2025-01-31T12:34:57', nodeId: 'nod', from: '2120000456', comment: 'Received' }],
}

test('a label is written as other nodes expect it: Latin-1, DOCTYPE on its own line, status always', () => {
  const expected =
    '<?xml version="1.0" encoding="ISO-8859-1"?>\n' +
    '<!DOCTYPE shs.label SYSTEM "shs-label-1.2.dtd">\n' +
    '<shs.label version="1.2" tx.id="6f3a1c2e-8c1b-4a57-9f0e-0d8f1c8b7a11" corr.id="ärende-1" transfer-type="asynch" message-type="simple" sequence-type="event" status="production">' +
    '<originator>Lön &amp; &quot;personal&quot;</originator>' +
    '<from commonName="">urn:X-shs:2120000456.lön</from>' +
    '<to commonName="Pensions&#9;myndigheten&#10;&quot;A&quot;">urn:X-shs:2021006255</to>' +
    '<product>urn:X-shs:a3b1c2d4-0000-4000-8000-1234567890ab</product>' +
    '<meta name="pris &#8364;">a&#13;b\n10 &#8364; &#128512;</meta>' +
    '<datetime>2025-01-31T12:34:56</datetime>' +
    '<content content.id="c1"><data datapartType="txt" filename="ä.txt" no-of-bytes="5120"/></content>' +
    '<history node.id="nod" from="urn:X-shs:2120000456"><datetime>2025-01-31T12:34:57</datetime><comment>Received</comment></history>' +
    '</shs.label>'
  assert.equal(Buffer.from(writeLabel(label)).toString('latin1'), expected)
})

test('a label of 1.1 has uuid for content.id, document-type for message-type, and no datapartType it was not given', () => {
  const old: Label = {
    ...label,
    version: '1.1',
    messageType: 'compound',
    content: { contentId: 'c1', data: [{ datapartType: '', bytes: 1 }] },
  }
  const text = Buffer.from(writeLabel(old)).toString('latin1')
  assert.match(text, /SYSTEM "shs-label-1\.1\.dtd"/)
  assert.match(text, /document-type="compound"/)
  assert.doesNotMatch(text, /message-type=/)
  assert.match(text, /<content uuid="c1"><data no-of-bytes="1"\/><\/content>/)
})

test('what XML cannot hold is written as U+FFFD, so that a label is always well-formed', () => {
  const bytes = writeLabel({ ...label, subject: 'a\u0000b\ud800c\uffff' })
  assert.match(Buffer.from(bytes).toString('latin1'), /<subject>a&#65533;b&#65533;c&#65533;<\/subject>/)
})
