/** The invented organisations of a trial; their check digits are right. */
export const agency = { number: '2021000001', name: 'Exempelmyndigheten' } as const
export const employer = { number: '5560000001', name: 'Exempelbolaget AB' } as const

/** An invented product type, for the sample file. */
export const sickNotification = {
  uuid: '5c1e0000-0000-4000-8000-000000000001',
  name: 'Sjukanmälan',
} as const

/** The agreement on it between the two. */
export const agreement = { uuid: 'a6ee0000-0000-4000-8000-000000000001' } as const

/** An invented sick-pay file; the person is Skatteverket's published test number. ISO-8859-1. */
export const sampleFileName = 'sjukanmälan-2026-10.txt'
export const sampleFile = [
  '00 2021000001 5560000001 Exempelbolaget AB      20261102',
  '10 191212121212 20261005 20261018 100 Återinsjuknande: nej',
  '10 191212121212 20261026 20261108 050 Återinsjuknande: ja, samma orsak',
  '99 000002',
  '',
].join('\r\n')

/** The product type's description, as an agency publishes it. */
export const productDocument = `<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE shs.product SYSTEM "shs-product-type-1.2.dtd">
<shs.product version="1.2" uuid="urn:X-shs:${sickNotification.uuid}" commonName="Sjukanm&#228;lan" resp-required="no">
  <principal commonName="${agency.name}">urn:X-shs:${agency.number}</principal>
  <data datapartType="sjukanmalan">
    <description>A sick-pay file from an employer</description>
    <mime type="text" subtype="plain" text-charset="iso-8859-1" transfer-encoding="binary"/>
  </data>
</shs.product>
`

/** What the agency and the employer have agreed on: the employer sends its sick-pay files, and is told when they are safe. */
export const agreementDocument = `<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE shs.agreement SYSTEM "shs-agreement-1.2.dtd">
<shs.agreement version="1.2" uuid="urn:X-shs:${agreement.uuid}" transfer-type="any">
  <shs>
    <principal commonName="${agency.name}">urn:X-shs:${agency.number}</principal>
    <product commonName="Sjukanm&#228;lan">urn:X-shs:${sickNotification.uuid}</product>
    <customer commonName="${employer.name}">urn:X-shs:${employer.number}</customer>
    <direction flow="from-customer"><description>The employer sends its sick-pay files to the agency</description></direction>
    <confirm required="yes"/>
  </shs>
  <general><description>Sick-pay files</description><valid><valid-from date="2020-01-01"/></valid></general>
</shs.agreement>
`

/** The registry of the trial's agency, as \`kvittens import\` takes it. */
export const registryDocument = `# The organisations that the agency's node knows.
kind: actor
organisationNumber: "${agency.number}"
name: ${agency.name}
mailbox: true
---
kind: actor
organisationNumber: "${employer.number}"
name: ${employer.name}
mailbox: true
---
kind: service
name: sjukanmalan
product: ${sickNotification.uuid}
owner: "${agency.number}"
title: { sv: Sjukanmälan, en: Sick-pay notification }
direction: send
`
