import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { ShsAgreement } from '../../../src/protocol/agreement/agreement.ts'
import { readAgreement } from '../../../src/protocol/agreement/agreement-reader.ts'
import { writeAgreement } from '../../../src/protocol/agreement/agreement-writer.ts'
import { XmlError } from '../../../src/protocol/xml/xml-error.ts'
import { agreement } from './document-arbitraries.ts'

const good = `<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE shs.agreement SYSTEM "shs-agreement-1.2.dtd">
<shs.agreement version="1.2" uuid="11111111-2222-3333-4444-55555555555A" transfer-type="any" contract="A 1">
  <shs>
    <principal commonName="Pensionsmyndigheten" labeledURI="https://x">urn:X-shs:2021006255</principal>
    <product commonName="Tjänstepension">urn:X-shs:A3B1C2D4-0000-4000-8000-1234567890AB</product>
    <product>confirm</product>
    <customer commonName="Norrköpings kommun"> urn:x-shs:212000-0456 </customer>
    <direction flow="from-customer"><description>text &amp; <![CDATA[<more>]]></description></direction>
    <confirm required="no"/>
    <billing required="yes"><per-volume price="10" unit="MB"/><description>d</description></billing>
    <error>Ring oss</error>
  </shs>
  <general>
    <description>g</description>
    <valid><valid-from date="2025-01-01"/><valid-to date="2028-02-29"/></valid>
    <schedule startdate="2025-01-01" stopdate="2025-12-31" timezone="Europe/Stockholm">
      <intervaltime day="1" hour="0" min="30"/><starttime>08:00</starttime><stoptime>24:00</stoptime>
    </schedule>
    <QoS>
      <open><when day="work" hours="office"/><starttime>08:00</starttime><stoptime> 12:00:30 </stoptime></open>
      <volume per-transfer="500"><average number-per="1" period="day"/><peak number-per="9" period="hour"/></volume>
      <frequency><average number-per="10" period="day"/></frequency>
      <response within="5" unit="min">
        <request><not-before><week-time day="Wen" time="08:00"/></not-before></request>
        <reply><not-before><week-time time="08:00"/></not-before><not-after><week-time day="holiday"/></not-after></reply>
      </response>
    </QoS>
  </general>
</shs.agreement>`

function read(text: string): ShsAgreement {
  return readAgreement(Buffer.from(text, 'latin1'))
}

test('an agreement reads with everything that the document type has', () => {
  assert.deepEqual(read(good), {
    uuid: '11111111-2222-3333-4444-55555555555a',
    transferType: 'any',
    contract: 'A 1',
    principal: { address: '2021006255', commonName: 'Pensionsmyndigheten', labeledUri: 'https://x' },
    products: [
      { id: 'a3b1c2d4-0000-4000-8000-1234567890ab', commonName: 'Tjänstepension' },
      { id: 'confirm' },
    ],
    customer: { address: '2120000456', commonName: 'Norrköpings kommun' },
    direction: { flow: 'from-customer', description: 'text & <more>' },
    confirmRequired: false,
    billing: {
      required: true,
      currency: 'SEK',
      price: { per: 'volume', price: '10', unit: 'MB' },
      description: 'd',
    },
    error: 'Ring oss',
    description: 'g',
    valid: { from: '2025-01-01', to: '2028-02-29' },
    schedule: {
      startDate: '2025-01-01',
      stopDate: '2025-12-31',
      timeZone: 'Europe/Stockholm',
      interval: { day: 1, hour: 0, min: 30 },
      startTime: '08:00',
      stopTime: '24:00',
    },
    quality: {
      open: { day: 'work', hours: 'office', times: [{ start: '08:00', stop: '12:00:30' }] },
      volume: {
        perTransfer: 500,
        unit: 'KB',
        average: { numberPer: 1, period: 'day' },
        peak: { numberPer: 9, period: 'hour' },
      },
      frequency: { average: { numberPer: 10, period: 'day' } },
      response: {
        within: 5,
        unit: 'min',
        request: { notBefore: { day: 'Wen', time: '08:00' } },
        reply: { notBefore: { day: 'every', time: '08:00' }, notAfter: { day: 'holiday' } },
      },
    },
  })
})

test('a deployed agreement, without schedule and QoS, confirm and customer, in UTF-8 and on one line', () => {
  const bytes = Buffer.from(
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><shs.agreement uuid="urn:X-shs:11111111-2222-3333-4444-555555555555" transfer-type="asynch"><shs><principal>2021006255</principal><product commonName="Å">00000000-0000-0000-0002-000000000001</product><direction flow="from-customer"/></shs><general><valid><valid-from date="2013-01-01"/></valid></general></shs.agreement>',
  )
  assert.deepEqual(readAgreement(bytes), {
    uuid: '11111111-2222-3333-4444-555555555555',
    transferType: 'asynch',
    principal: { address: '2021006255' },
    products: [{ id: '00000000-0000-0000-0002-000000000001', commonName: 'Å' }],
    direction: { flow: 'from-customer' },
    valid: { from: '2013-01-01' },
  })
})

test('an agreement reads back as it was written', () => {
  fc.assert(
    fc.property(agreement, (value) => {
      assert.deepEqual(readAgreement(writeAgreement(value)), structuredClone(value))
    }),
  )
})

test('an agreement is written in the order of the document type', () => {
  const written = Buffer.from(writeAgreement(read(good))).toString('latin1')
  const elements = [...written.matchAll(/<([a-zA-Z][\w.-]*)/g)].map(([, name]) => name)
  const wanted = [...good.matchAll(/<([a-zA-Z][\w.-]*)/g)].map(([, name]) => name)
  assert.deepEqual(
    elements,
    wanted.filter((name) => name !== 'more'),
  )
  assert.match(
    written,
    /^<\?xml .*\?>\n<!DOCTYPE shs\.agreement SYSTEM "shs-agreement-1\.2\.dtd">\n<shs\.agr/,
  )
  assert.match(written, /<principal .*>urn:X-shs:2021006255<\/principal>/)
})

type Row = readonly [from: string | RegExp, to: string, en: string, sv: string, line: number]

const rows: readonly Row[] = [
  [
    'uuid="11111111-2222-3333-4444-55555555555A"',
    '',
    'The attribute uuid of <shs.agreement> is missing, expected a UUID (8-4-4-4-12 hexadecimal digits)',
    'Attributet uuid saknas i <shs.agreement>, väntade ett UUID (8-4-4-4-12 hexadecimala siffror)',
    3,
  ],
  [
    '11111111-2222',
    '1-2222',
    'The attribute uuid of <shs.agreement> is "1-2222-3333-4444-55555555555A", expected a UUID (8-4-4-4-12 hexadecimal digits)',
    'Attributet uuid i <shs.agreement> är "1-2222-3333-4444-55555555555A", väntade ett UUID (8-4-4-4-12 hexadecimala siffror)',
    3,
  ],
  [
    'version="1.2"',
    'version="1.3"',
    'The attribute version of <shs.agreement> is "1.3", expected 1.2',
    'Attributet version i <shs.agreement> är "1.3", väntade 1.2',
    3,
  ],
  [
    'transfer-type="any"',
    '',
    'The attribute transfer-type of <shs.agreement> is missing, expected asynch, synch or any',
    'Attributet transfer-type saknas i <shs.agreement>, väntade asynch, synch eller any',
    3,
  ],
  [
    'contract=',
    'kontrakt=',
    'The element <shs.agreement> has the unknown attribute kontrakt, expected only version, uuid, transfer-type and contract',
    'Elementet <shs.agreement> har det okända attributet kontrakt, väntade bara version, uuid, transfer-type och contract',
    3,
  ],
  [
    /<principal.*\n/,
    '',
    '<shs> has no <principal>, expected one',
    '<shs> saknar <principal>, väntade ett sådant element',
    4,
  ],
  [
    /( *<product.*\n)+/,
    '',
    '<shs> has no <product>, expected one',
    '<shs> saknar <product>, väntade ett sådant element',
    4,
  ],
  [
    /( *<direction.*\n)+/,
    '',
    '<shs> has no <direction>, expected one',
    '<shs> saknar <direction>, väntade ett sådant element',
    4,
  ],
  [
    'urn:X-shs:2021006255',
    'Pensionsmyndigheten',
    'The element <principal> is "Pensionsmyndigheten", expected an organisation number (ten digits), with or without "urn:X-shs:"',
    'Elementet <principal> är "Pensionsmyndigheten", väntade ett organisationsnummer (tio siffror), med eller utan "urn:X-shs:"',
    5,
  ],
  [
    '212000-0456',
    '12',
    'The element <customer> is " urn:x-shs:12 ", expected an organisation number (ten digits), with or without "urn:X-shs:"',
    'Elementet <customer> är " urn:x-shs:12 ", väntade ett organisationsnummer (tio siffror), med eller utan "urn:X-shs:"',
    8,
  ],
  [
    '>confirm<',
    '>other<',
    'The element <product> is "other", expected a UUID or one of confirm, error, agreement, with or without "urn:X-shs:"',
    'Elementet <product> är "other", väntade ett UUID eller något av confirm, error, agreement, med eller utan "urn:X-shs:"',
    7,
  ],
  [
    '<confirm ',
    '<principal>2021006255</principal><confirm ',
    '<shs> can have only one <principal>',
    '<shs> kan bara ha ett <principal>',
    10,
  ],
  [
    '<direction',
    '<confirm/><direction',
    'In <shs>, <direction> goes before <confirm>',
    'I <shs> ska <direction> stå före <confirm>',
    9,
  ],
  [
    /(<product[^]*?)(<customer.*\n)/,
    '$2$1',
    'In <shs>, <product> goes before <customer>',
    'I <shs> ska <product> stå före <customer>',
    7,
  ],
  [
    '<direction',
    '<customer>5560000001</customer><direction',
    '<shs> can have only one <customer>. Make one agreement for each customer',
    '<shs> kan bara ha ett <customer>. Gör en överenskommelse för varje kund',
    9,
  ],
  [
    '</customer>',
    '</customer><other/>',
    '<other> stands in <shs>, expected <direction>, <confirm>, <billing> or <error>',
    '<other> står i <shs>, väntade <direction>, <confirm>, <billing> eller <error>',
    8,
  ],
  [
    /<customer.*\n/,
    '<direction flow="any"/>',
    '<shs> can have only one <direction>',
    '<shs> kan bara ha ett <direction>',
    8,
  ],
  [
    'flow="from-customer"',
    'flow="from"',
    'The attribute flow of <direction> is "from", expected to-customer, from-customer or any',
    'Attributet flow i <direction> är "from", väntade to-customer, from-customer eller any',
    9,
  ],
  [
    'confirm required="no"',
    'confirm required="nej"',
    'The attribute required of <confirm> is "nej", expected yes or no',
    'Attributet required i <confirm> är "nej", väntade yes eller no',
    10,
  ],
  [
    '<per-volume price="10" unit="MB"/>',
    '',
    '<billing> has no <per-exchange>, <per-volume> or <per-period>, expected one',
    '<billing> saknar <per-exchange>, <per-volume> eller <per-period>, väntade ett sådant element',
    11,
  ],
  [
    'unit="MB"/>',
    'unit="MB"/><per-exchange price="1"/>',
    '<billing> can have only one <per-exchange>, <per-volume> or <per-period>',
    '<billing> kan bara ha ett <per-exchange>, <per-volume> eller <per-period>',
    11,
  ],
  [
    '"MB"',
    '"TB"',
    'The attribute unit of <per-volume> is "TB", expected B, KB, MB or GB',
    'Attributet unit i <per-volume> är "TB", väntade B, KB, MB eller GB',
    11,
  ],
  [
    'per-volume price="10" unit="MB"',
    'per-exchange price="10" unit="MB"',
    'The element <per-exchange> has the unknown attribute unit, expected only price',
    'Elementet <per-exchange> har det okända attributet unit, väntade bara price',
    11,
  ],
  [
    '<general>',
    '<shs/><general>',
    '<shs.agreement> can have only one <shs>',
    '<shs.agreement> kan bara ha ett <shs>',
    14,
  ],
  [
    /<general>[^]*<\/general>/,
    '',
    '<shs.agreement> has no <general>, expected one',
    '<shs.agreement> saknar <general>, väntade ett sådant element',
    3,
  ],
  [
    /<valid>.*/,
    '',
    '<general> has no <valid>, expected one',
    '<general> saknar <valid>, väntade ett sådant element',
    14,
  ],
  [
    'valid-to date="2028-02-29"',
    'valid-to date="2027-02-29"',
    'The attribute date of <valid-to> is "2027-02-29", expected a date of the form yyyy-MM-dd',
    'Attributet date i <valid-to> är "2027-02-29", väntade ett datum på formen yyyy-MM-dd',
    16,
  ],
  [
    'valid-to date="2028-02-29"',
    'valid-to',
    'The attribute date of <valid-to> is missing, expected a date of the form yyyy-MM-dd',
    'Attributet date saknas i <valid-to>, väntade ett datum på formen yyyy-MM-dd',
    16,
  ],
  [
    'valid-to date="2028-02-29"',
    'valid-to date=""',
    'The attribute date of <valid-to> is "", expected a date of the form yyyy-MM-dd',
    'Attributet date i <valid-to> är "", väntade ett datum på formen yyyy-MM-dd',
    16,
  ],
  [
    'startdate="2025-01-01"',
    'startdate="1 jan"',
    'The attribute startdate of <schedule> is "1 jan", expected a date of the form yyyy-MM-dd',
    'Attributet startdate i <schedule> är "1 jan", väntade ett datum på formen yyyy-MM-dd',
    17,
  ],
  [
    /<intervaltime.*?\/>/,
    '',
    '<schedule> has no <intervaltime>, expected one',
    '<schedule> saknar <intervaltime>, väntade ett sådant element',
    17,
  ],
  [
    'min="30"',
    'min="half"',
    'The attribute min of <intervaltime> is "half", expected a whole number of digits only',
    'Attributet min i <intervaltime> är "half", väntade ett heltal med enbart siffror',
    18,
  ],
  [
    '24:00',
    '24:01',
    'The element <stoptime> is "24:01", expected a time of day of the form HH:mm',
    'Elementet <stoptime> är "24:01", väntade ett klockslag på formen HH:mm',
    18,
  ],
  [
    'day="work"',
    'day="workday"',
    'The attribute day of <when> is "workday", expected every, work, weekend or public-holiday',
    'Attributet day i <when> är "workday", väntade every, work, weekend eller public-holiday',
    21,
  ],
  [
    'hours="office"',
    'hours="day"',
    'The attribute hours of <when> is "day", expected all, office, extended or night',
    'Attributet hours i <when> är "day", väntade all, office, extended eller night',
    21,
  ],
  [
    '<stoptime> 12:00:30 </stoptime>',
    '',
    '<open> has no <stoptime>, expected one',
    '<open> saknar <stoptime>, väntade ett sådant element',
    21,
  ],
  [
    '<stoptime> 12:00:30 </stoptime>',
    '<starttime>13:00</starttime>',
    '<starttime> stands in <open>, expected <stoptime>',
    '<starttime> står i <open>, väntade <stoptime>',
    21,
  ],
  [
    'per-transfer="500"',
    '',
    'The attribute per-transfer of <volume> is missing, expected a whole number of digits only',
    'Attributet per-transfer saknas i <volume>, väntade ett heltal med enbart siffror',
    22,
  ],
  [
    'per-transfer="500"',
    'per-transfer=""',
    'The attribute per-transfer of <volume> is "", expected a whole number of digits only',
    'Attributet per-transfer i <volume> är "", väntade ett heltal med enbart siffror',
    22,
  ],
  [
    '<average number-per="1" period="day"/>',
    '',
    '<volume> has no <average>, expected one',
    '<volume> saknar <average>, väntade ett sådant element',
    22,
  ],
  [
    'period="hour"',
    'period="h"',
    'The attribute period of <peak> is "h", expected sec, min, hour, day, week, month or year',
    'Attributet period i <peak> är "h", väntade sec, min, hour, day, week, month eller year',
    22,
  ],
  [
    '"Wen"',
    '"Wed"',
    'The attribute day of <week-time> is "Wed", expected Mon, Tue, Wen, Thu, Fri, Sat, Sun, Mon-Fri, Sat-Sun, work, holiday or every',
    'Attributet day i <week-time> är "Wed", väntade Mon, Tue, Wen, Thu, Fri, Sat, Sun, Mon-Fri, Sat-Sun, work, holiday eller every',
    25,
  ],
  [
    'day="Wen" time="08:00"',
    'day="Wen" time="8"',
    'The attribute time of <week-time> is "8", expected a time of day of the form HH:mm',
    'Attributet time i <week-time> är "8", väntade ett klockslag på formen HH:mm',
    25,
  ],
  [
    /<request>.*<\/request>/,
    '',
    '<response> has no <request>, expected one',
    '<response> saknar <request>, väntade ett sådant element',
    24,
  ],
  [
    '&amp;',
    '&x;',
    'The reference "&x;" was found, expected only character references and &lt; &gt; &amp; &quot; &apos;',
    'Referensen "&x;" hittades, väntade bara teckenreferenser och &lt; &gt; &amp; &quot; &apos;',
    9,
  ],
  [
    /shs\.agreement/g,
    'shs.product',
    'The document is <shs.product>, expected <shs.agreement>',
    'Dokumentet är <shs.product>, väntade <shs.agreement>',
    3,
  ],
]

for (const [from, to, en, sv, line] of rows) {
  test(`refused with its line: ${String(from)} → ${to.slice(0, 40)}`, () => {
    assertRefused(good.replace(from, to), en, sv, line)
  })
}

test('only a flow from customers can be for any customer', () => {
  for (const flow of ['to-customer', 'any']) {
    assertRefused(
      good.replace(/<customer.*\n/, '\n').replace('"from-customer"', `"${flow}"`),
      `<shs> has no <customer>, which means any customer, but the flow is ${flow}, expected from-customer`,
      `<shs> saknar <customer>, vilket betyder vilken kund som helst, men flow är ${flow}, väntade from-customer`,
      4,
    )
  }
})

function assertRefused(text: string, en: string, sv: string, line: number): void {
  assert.throws(
    () => read(text),
    (error) => {
      assert(error instanceof XmlError)
      assert.equal(error.code, 'IllegalDatapartContent')
      assert.deepEqual(error.words, { en: `${en} (line ${line}).`, sv: `${sv} (rad ${line}).` })
      assert.equal(error.line, line)
      return true
    },
  )
}
