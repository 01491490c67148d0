/** The invented organisations of a trial; their check digits are right. */
export const agency = { number: '2021000001', name: 'Exempelmyndigheten' } as const
export const employer = { number: '5560000001', name: 'Exempelbolaget AB' } as const
/** In the directory like the others, and agreed with nobody. */
export const municipality = { number: '2120000001', name: 'Exempelkommunen' } as const

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

/** What the agency answers it with. ISO-8859-1. */
export const replyFileName = 'svar-sjukanmälan-2026-10.txt'
export const replyFile = ['00 5560000001 2021000001', '20 2 poster mottagna, inga fel', ''].join('\r\n')

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
export const agreementDocument = agreementWith(
  `
    <customer commonName="${employer.name}">urn:X-shs:${employer.number}</customer>`,
)

/** The same with any employer, for the directory. */
export const publicAgreementDocument = agreementWith('')

function agreementWith(customer: string): string {
  return `<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE shs.agreement SYSTEM "shs-agreement-1.2.dtd">
<shs.agreement version="1.2" uuid="urn:X-shs:${agreement.uuid}" transfer-type="any">
  <shs>
    <principal commonName="${agency.name}">urn:X-shs:${agency.number}</principal>
    <product commonName="Sjukanm&#228;lan">urn:X-shs:${sickNotification.uuid}</product>${customer}
    <direction flow="from-customer"><description>The employer sends its sick-pay files to the agency</description></direction>
    <confirm required="yes"/>
  </shs>
  <general><description>Sick-pay files</description><valid><valid-from date="2020-01-01"/></valid></general>
</shs.agreement>
`
}

const ofAgency = `kind: actor
organisationNumber: "${agency.number}"
name: ${agency.name}
mailbox: true
`
const ofEmployer = `kind: actor
organisationNumber: "${employer.number}"
name: ${employer.name}
mailbox: true
`
const service = `kind: service
name: sjukanmalan
product: ${sickNotification.uuid}
owner: "${agency.number}"
title: { sv: Sjukanmälan, en: Sick-pay notification }
direction: send
`

/** The registry of an agency where the employer has its mailbox, as \`kvittens import\` takes it. */
export const registryDocument = `# The organisations that the agency's node knows.
${ofAgency}---
${ofEmployer}---
${service}`

/** The registries of two nodes: each knows its own organisation, and finds the other in the directory. */
export const agencyRegistryDocument = `# The organisation that the agency's node knows; the others stand in the directory.
${ofAgency}---
${service}`
export const employerRegistryDocument = `# The organisation that the employer's node knows; the others stand in the directory.
${ofEmployer}`
