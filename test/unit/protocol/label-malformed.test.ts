import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readLabel } from '../../../src/protocol/label/label-reader.ts'
import { labelLimits } from '../../../src/protocol/label/label-limits.ts'
import { XmlError } from '../../../src/protocol/xml/xml-error.ts'

const good = `<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE shs.label SYSTEM "shs-label-1.2.dtd">
<shs.label version="1.2" tx.id="6f3a1c2e-8c1b-4a57-9f0e-0d8f1c8b7a11" corr.id="k1" shs.agreement="11111111-2222-3333-4444-555555555555" transfer-type="asynch" message-type="simple" sequence-type="event" status="production">
<originator name="o">Personal</originator>
<from commonName="A">urn:X-shs:2120000456</from>
<to>urn:X-shs:2021006255</to>
<end-recipient>E</end-recipient>
<product>urn:X-shs:a3b1c2d4-0000-4000-8000-1234567890ab</product>
<meta name="m">v</meta>
<subject>S</subject>
<datetime>2025-01-31T12:34:56</datetime>
<content content.id="c1"><data datapartType="txt"/></content>
<history node.id="n"><datetime>2025-01-31T12:34:57</datetime></history>
</shs.label>`

function refusal(text: string): XmlError {
  try {
    readLabel(Buffer.from(text, 'latin1'))
  } catch (error) {
    assert(error instanceof XmlError, String(error))
    return error
  }
  return assert.fail('it was taken')
}

/** What is put in place of what, the code, what both texts must name, and the line. */
type Row = readonly [from: string | RegExp, to: string, code: string, en: RegExp, sv: RegExp, line?: number]

const structure = 'IllegalMessageStructure'
const rows: readonly Row[] = [
  // Attributes of shs.label.
  [
    'version="1.2"',
    'version="2.0"',
    structure,
    /version of <shs\.label> is "2\.0", expected 1\.2 or 1\.1/,
    /version i <shs\.label> är "2\.0", väntade 1\.2 eller 1\.1/,
    3,
  ],
  [
    'tx.id="6f3a1c2e-8c1b-4a57-9f0e-0d8f1c8b7a11" ',
    '',
    structure,
    /tx\.id of <shs\.label> is missing/,
    /tx\.id saknas i <shs\.label>/,
    3,
  ],
  [
    '6f3a1c2e-8c1b-4a57-9f0e-0d8f1c8b7a11',
    'abc-1',
    structure,
    /tx\.id of <shs\.label> is "abc-1", expected a UUID/,
    /tx\.id i <shs\.label> är "abc-1", väntade ett UUID/,
    3,
  ],
  ['corr.id="k1" ', '', structure, /corr\.id .* is missing/, /corr\.id saknas/, 3],
  [
    'corr.id="k1"',
    'corr.id="k 1"',
    structure,
    /corr\.id .* is "k 1", expected a name token/,
    /corr\.id .* är "k 1", väntade en namnsymbol/,
    3,
  ],
  ['corr.id="k1"', 'corr.id=""', structure, /corr\.id .* is ""/, /corr\.id .* är ""/, 3],
  [
    '11111111-2222-3333-4444-555555555555',
    'x',
    structure,
    /shs\.agreement .* is "x", expected a UUID/,
    /shs\.agreement .* är "x", väntade ett UUID/,
    3,
  ],
  [
    '"asynch"',
    '"async"',
    structure,
    /transfer-type .* is "async", expected asynch or synch/,
    /transfer-type .* är "async", väntade asynch eller synch/,
    3,
  ],
  [
    'message-type="simple"',
    'message-type="plain"',
    structure,
    /message-type .* is "plain"/,
    /message-type .* är "plain"/,
    3,
  ],
  [
    'sequence-type="event" ',
    '',
    structure,
    /sequence-type .* is missing, expected event, request, reply or adm/,
    /sequence-type saknas .* väntade event, request, reply eller adm/,
    3,
  ],
  [
    'sequence-type="event"',
    'sequence-type="EVENT"',
    structure,
    /sequence-type .* is "EVENT"/,
    /sequence-type .* är "EVENT"/,
    3,
  ],
  [
    'status="production"',
    'status="prod"',
    structure,
    /status .* is "prod", expected production or test/,
    /status .* är "prod", väntade production eller test/,
    3,
  ],
  [
    'status="production"',
    'colour="red"',
    structure,
    /unknown attribute colour, expected only version, tx\.id/,
    /okända attributet colour, väntade bara version, tx\.id/,
    3,
  ],
  [
    'version="1.2"',
    'version="1.2" version="1.2"',
    structure,
    /attribute version twice/,
    /attributet version två gånger/,
    3,
  ],
  // Sender, product, receiver.
  [
    /<originator.*\n<from.*\n/,
    '',
    'IllegalSender',
    /<shs\.label> has no <originator> or <from>/,
    /<shs\.label> saknar <originator> eller <from>/,
    3,
  ],
  [
    'urn:X-shs:2120000456',
    '212000045',
    'IllegalSender',
    /<from> is "212000045", expected an organisation number/,
    /<from> är "212000045", väntade ett organisationsnummer/,
    5,
  ],
  ['urn:X-shs:2120000456', '', 'IllegalSender', /<from> is ""/, /<from> är ""/, 5],
  ['urn:X-shs:2120000456', '2120000456.a b', 'IllegalSender', /<from> is "2120000456\.a b"/, /<from> är/, 5],
  [
    'urn:X-shs:2021006255',
    '162021006255',
    'IllegalReceiver',
    /<to> is "162021006255", expected an organisation number/,
    /<to> är "162021006255", väntade ett organisationsnummer/,
    6,
  ],
  ['urn:X-shs:2021006255', '', 'IllegalReceiver', /<to> is ""/, /<to> är ""/, 6],
  ['urn:X-shs:2021006255', '2021006255.', 'IllegalReceiver', /<to> is "2021006255\."/, /<to> är/, 6],
  ['urn:X-shs:2021006255', '2021006255.a/b', 'IllegalReceiver', /<to> is/, /<to> är/, 6],
  [
    'urn:X-shs:a3b1c2d4-0000-4000-8000-1234567890ab',
    'urn:X-shs:Lön',
    'IllegalProductType',
    /<product> is "urn:X-shs:Lön", expected a UUID or one of confirm, error, agreement/,
    /<product> är "urn:X-shs:Lön", väntade ett UUID eller något av confirm, error, agreement/,
    8,
  ],
  // Structure goes before the parties.
  [
    /2120000456<\/from>([^]*)<datetime>.*\n<content/,
    'x</from>$1<content',
    structure,
    /has no <datetime>/,
    /saknar <datetime>/,
    3,
  ],
  // Children: order, number, content.
  [/<product.*\n/, '', structure, /<shs\.label> has no <product>/, /<shs\.label> saknar <product>/, 3],
  [
    /<datetime>2025-01-31T12:34:56.*\n/,
    '',
    structure,
    /<shs\.label> has no <datetime>/,
    /saknar <datetime>/,
    3,
  ],
  [/<content.*\n/, '', structure, /<shs\.label> has no <content>/, /saknar <content>/, 3],
  [
    /(<to>.*\n)(<end-recipient>.*\n)/,
    '$2$1',
    structure,
    /<to> stands in <shs\.label>, expected <product>, <meta>/,
    /<to> står i <shs\.label>, väntade <product>, <meta>/,
    7,
  ],
  [
    '<subject>S</subject>',
    '<subject>S</subject><subject>S</subject>',
    structure,
    /<subject> stands in <shs\.label>, expected <datetime>, <content> or <history>/,
    /<subject> står i <shs\.label>, väntade <datetime>, <content> eller <history>/,
    10,
  ],
  ['<to>', '<from>2120000456</from><to>', structure, /<from> stands in <shs\.label>/, /<from> står i/, 6],
  [
    '<subject>S</subject>',
    '<topic>S</topic>',
    structure,
    /<topic> stands in <shs\.label>, expected <meta>, <subject>/,
    /<topic> står i <shs\.label>/,
    10,
  ],
  [
    '<subject>S</subject>',
    'text',
    structure,
    /<shs\.label> holds text, expected elements only/,
    /<shs\.label> står text, väntade bara element/,
    10,
  ],
  [
    '<subject>S</subject>',
    '<subject><b>S</b></subject>',
    structure,
    /<b> stands in <subject>, expected no more elements/,
    /<b> står i <subject>, väntade inga fler element/,
    10,
  ],
  ['<meta name="m">', '<meta>', structure, /name of <meta> is missing/, /name saknas i <meta>/, 9],
  [
    '<originator name="o">',
    '<originator namn="o">',
    structure,
    /<originator> has the unknown attribute namn, expected only name and labeledURI/,
    /<originator> har det okända attributet namn, väntade bara name och labeledURI/,
    4,
  ],
  [
    '2025-01-31T12:34:56',
    '2025-02-30T12:34:56',
    structure,
    /<datetime> is "2025-02-30T12:34:56", expected a date and time of the form yyyy-MM-ddTHH:mm:ss/,
    /<datetime> är "2025-02-30T12:34:56", väntade ett datum och klockslag/,
    11,
  ],
  ['2025-01-31T12:34:56', '2025-01-31 12:34:56', structure, /<datetime> is/, /<datetime> är/, 11],
  ['2025-01-31T12:34:57', '24:00', structure, /<datetime> is "24:00"/, /<datetime> är "24:00"/, 13],
  [
    'content.id="c1"',
    'uuid="c1"',
    structure,
    /<content> has the unknown attribute uuid, expected only content\.id/,
    /<content> har det okända attributet uuid/,
    12,
  ],
  [
    'content.id="c1"',
    '',
    structure,
    /content\.id of <content> is missing/,
    /content\.id saknas i <content>/,
    12,
  ],
  [
    'content.id="c1"',
    'content.id="c 1"',
    structure,
    /content\.id of <content> is "c 1"/,
    /content\.id i <content> är "c 1"/,
    12,
  ],
  [
    'datapartType="txt"',
    '',
    structure,
    /datapartType of <data> is missing/,
    /datapartType saknas i <data>/,
    12,
  ],
  [
    'datapartType="txt"',
    'datapartType="txt" no-of-bytes="1 kB"',
    structure,
    /no-of-bytes of <data> is "1 kB", expected a whole number/,
    /no-of-bytes i <data> är "1 kB", väntade ett heltal/,
    12,
  ],
  [
    '<data datapartType="txt"/>',
    '<data datapartType="txt">x</data>',
    structure,
    /<data> holds text/,
    /<data> står text/,
    12,
  ],
  [
    '<data datapartType="txt"/>',
    '<data datapartType="txt"/><compound no-of-parts="1"/>',
    structure,
    /<compound> stands in <content>, expected <data> or <comment>/,
    /<compound> står i <content>/,
    12,
  ],
  [
    '<data datapartType="txt"/>',
    '<compound/>',
    structure,
    /no-of-parts of <compound> is missing/,
    /no-of-parts saknas i <compound>/,
    12,
  ],
  [
    '<data datapartType="txt"/>',
    '<comment>a</comment><data datapartType="txt"/>',
    structure,
    /<data> stands in <content>, expected no more/,
    /<data> står i <content>/,
    12,
  ],
  [
    '<history node.id="n">',
    '<history>',
    structure,
    /node\.id of <history> is missing/,
    /node\.id saknas i <history>/,
    13,
  ],
  [
    /<history node.id="n">.*<\/history>/,
    '<history node.id="n"/>',
    structure,
    /<history> has no <datetime>/,
    /<history> saknar <datetime>/,
    13,
  ],
  [
    '</history>',
    '</history><to>2021006255</to>',
    structure,
    /<to> stands in <shs\.label>, expected <history>/,
    /<to> står i <shs\.label>, väntade <history>/,
    13,
  ],
  // The document.
  [
    /<shs\.label([^]*)\/shs\.label/,
    '<shs.etikett$1/shs.etikett',
    structure,
    /The document is <shs\.etikett>, expected <shs\.label>/,
    /Dokumentet är <shs\.etikett>, väntade <shs\.label>/,
    3,
  ],
  [/[^]*/, '', structure, /no root element/, /inget rotelement/, 1],
  [/[^]*/, 'Hej!', structure, /no root element/, /inget rotelement/, 1],
  [
    'encoding="ISO-8859-1"',
    'encoding="EBCDIC-SE"',
    structure,
    /charset is "EBCDIC-SE", expected ISO-8859-1 or UTF-8/,
    /teckenkodning är "EBCDIC-SE", väntade ISO-8859-1 eller UTF-8/,
  ],
  ['"o"', '"&lön;"', structure, /reference "&lön;"/, /[Rr]eferensen "&lön;"/, 4],
  [
    'Personal',
    '&lol9;',
    structure,
    /reference "&lol9;" was found, expected only character references/,
    /Referensen "&lol9;" hittades/,
    4,
  ],
  ['Personal', '&#0;', structure, /reference "&#0;"/, /Referensen "&#0;"/, 4],
  ['Personal', 'R & D', structure, /reference "&"/, /Referensen "&"/, 4],
  [
    '"shs-label-1.2.dtd">',
    '"shs-label-1.2.dtd" [<!ENTITY a "b">]>',
    structure,
    /internal subset/,
    /intern del/,
    2,
  ],
  [
    'shs.label SYSTEM "shs-label-1.2.dtd">',
    'shs.label [<!ENTITY % x SYSTEM "file:///etc/passwd">]>',
    structure,
    /internal subset/,
    /intern del/,
    2,
  ],
  ['<to>', '<?php x?><to>', structure, /processing instruction/, /processinstruktion/, 6],
  [
    '<!DOCTYPE',
    '<?xml-stylesheet href="x"?><!DOCTYPE',
    structure,
    /processing instruction/,
    /processinstruktion/,
    2,
  ],
  ['Personal', 'a\u0001b', structure, /U\+0001/, /U\+0001/, 4],
  [
    '</originator>',
    '</originater>',
    structure,
    /"<\/originater>" was found, expected <\/originator>/,
    /"<\/originater>" hittades, väntade <\/originator>/,
    4,
  ],
  ['name="o"', 'name=o', structure, /start tag is wrong/, /starttagg är fel/, 4],
  ['name="o"', 'name="<"', structure, /start tag is wrong/, /starttagg är fel/, 4],
  ['name="o"', 'name="o"labeledURI="x"', structure, /start tag is wrong/, /starttagg är fel/, 4],
  ['Personal', 'a]]>b', structure, /"\]\]>"/, /"\]\]>"/, 4],
  ['Personal', '<!-- a -- b -->', structure, /comment holds "--"/, /kommentar innehåller "--"/, 4],
  ['</shs.label>', '', structure, /ends inside <shs\.label>/, /slutar inne i <shs\.label>/],
  ['</shs.label>', '</shs.label><shs.label/>', structure, /follows the root/, /efter rotelementet/, 14],
]

for (const [from, to, code, en, sv, line] of rows) {
  test(`refused: ${String(from).slice(0, 40)} → ${to.slice(0, 60)}`, () => {
    const text = good.replace(from, to)
    assert.notEqual(text, good)
    const error = refusal(text)
    assert.equal(error.code, code)
    assert.match(error.words.en, en)
    assert.match(error.words.sv, sv)
    if (line !== undefined) assert.equal(error.line, line)
    assert.match(error.words.en, new RegExp(`\\(line ${error.line}\\)\\.$`))
    assert.match(error.words.sv, new RegExp(`\\(rad ${error.line}\\)\\.$`))
    assert.equal(error.retryable, false)
  })
}

test('what the table starts from is taken', () => {
  assert.equal(readLabel(Buffer.from(good, 'latin1')).corrId, 'k1')
})

test('octets that are not the UTF-8 they are declared to be are refused', () => {
  const text = good.replace('ISO-8859-1', 'UTF-8').replace('Personal', 'L\u00f6n')
  assert.match(refusal(text).words.en, /not well-formed UTF-8/)
})

test('UTF-16 is refused by name', () => {
  assert.throws(() => readLabel(Buffer.from(`\ufeff${good}`, 'utf16le')), {
    code: structure,
    message: /charset is "UTF-16"/,
  })
})

test('what is quoted of a value is cut off and has no control characters', () => {
  const words = refusal(good.replace('6f3a1c2e-8c1b-4a57-9f0e-0d8f1c8b7a11', 'x'.repeat(500))).words
  assert.ok(words.en.length < 250)
  assert.match(words.en, /x{60}…"/)
  const broken = refusal(good.replace('2025-01-31T12:34:56', 'a\nb')).words
  assert.match(broken.sv, /"a b"/)
})

function read(text: string): () => void {
  return () => readLabel(Buffer.from(text, 'latin1'))
}

function inLabel(text: string): string {
  return good.replace('<meta name="m">v</meta>', text)
}

test('each limit has its own error, which names it', () => {
  assert.throws(read(inLabel(' '.repeat(labelLimits.bytes))), {
    code: structure,
    message: /more than 65536 octets \(limit bytes\)/,
  })
  assert.throws(read(inLabel('<meta name=""/>'.repeat(labelLimits.elements))), {
    message: /limit elements\)/,
  })
  const many = Array.from({ length: labelLimits.attributes + 1 }, (_, i) => `a${i}=""`).join(' ')
  assert.throws(read(inLabel(`<meta ${many}/>`)), {
    message: /more than 32 attributes of one element \(limit attributes\)/,
  })
  assert.throws(() => readLabel(Buffer.from(good), { limits: { ...labelLimits, depth: 1 } }), {
    message: /more than 1 elements inside one another \(limit depth\)/,
  })
  assert.throws(() => readLabel(Buffer.from(good), { limits: { ...labelLimits, bytes: 100 } }), {
    message: /more than 100 octets/,
  })
})

test('a million attributes, a million levels and a billion laughs are refused at once', () => {
  const limits = { ...labelLimits, bytes: 100_000_000 }
  const attributes = `<shs.label ${Array.from({ length: 1_000_000 }, (_, i) => `a${i}=""`).join(' ')}/>`
  const laughs = `<!DOCTYPE shs.label [<!ENTITY a "ha">${Array.from({ length: 30 }, (_, i) => `<!ENTITY a${i} "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">`).join('')}]><shs.label>&a29;</shs.label>`
  for (const text of [attributes, '<a>'.repeat(1_000_000), `<shs.label>${'<a>'.repeat(1_000_000)}`, laughs]) {
    const bytes = Buffer.from(text)
    assert.throws(() => readLabel(bytes), { code: structure })
    const before = performance.now()
    assert.throws(() => readLabel(bytes, { limits }), { code: structure })
    assert.ok(performance.now() - before < 2000)
  }
})
