/** A product type as its document tells of it. */
export interface ProductFacts {
  readonly uuid: string
  readonly name: string
  readonly principal: string
}

/** An `shs.product` document, built from the specification with nothing of src. */
export function productDocument({ uuid, name, principal }: ProductFacts): string {
  return `<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE shs.product SYSTEM "shs-product-type-1.2.dtd">
<shs.product version="1.2" uuid="urn:X-shs:${uuid}" commonName="${ascii(name)}" resp-required="no">
  <principal commonName="">urn:X-shs:${principal}</principal>
  <data datapartType="fil"><mime type="text" subtype="plain" text-charset="iso-8859-1" transfer-encoding="binary"/></data>
</shs.product>
`
}

/** A product type's document by the name of its file. */
export function productFile(facts: ProductFacts): Readonly<Record<string, string>> {
  return { [`product-${facts.uuid}.xml`]: productDocument(facts) }
}

/** An agreement as its document tells of it; what is left out stands there as a plain one has it. */
export interface AgreementFacts {
  readonly uuid: string
  readonly principal: string
  /** Absent: any customer. */
  readonly customer?: string
  readonly product: string
  readonly flow?: 'to-customer' | 'from-customer' | 'any'
  readonly transferType?: 'asynch' | 'synch' | 'any'
  readonly confirm?: 'yes' | 'no'
  readonly validFrom?: string
  readonly validTo?: string
}

/** An `shs.agreement` document, built from the specification with nothing of src. */
export function agreementDocument(facts: AgreementFacts): string {
  const { uuid, principal, customer, product, confirm, validFrom = '2020-01-01', validTo } = facts
  return `<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE shs.agreement SYSTEM "shs-agreement-1.2.dtd">
<shs.agreement version="1.2" uuid="urn:X-shs:${uuid}" transfer-type="${facts.transferType ?? 'any'}">
  <shs>
    <principal commonName="">urn:X-shs:${principal}</principal>
    <product commonName="">urn:X-shs:${product}</product>
    ${customer === undefined ? '' : `<customer commonName="">urn:X-shs:${customer}</customer>`}
    <direction flow="${facts.flow ?? 'from-customer'}"/>
    ${confirm === undefined ? '' : `<confirm required="${confirm}"/>`}
  </shs>
  <general>
    <valid><valid-from date="${validFrom}"/>${validTo === undefined ? '' : `<valid-to date="${validTo}"/>`}</valid>
  </general>
</shs.agreement>
`
}

/** An agreement's document by the name of its file. */
export function agreementFile(facts: AgreementFacts): Readonly<Record<string, string>> {
  return { [`agreement-${facts.uuid}.xml`]: agreementDocument(facts) }
}

function ascii(text: string): string {
  return text.replaceAll(/[^ -~]/g, (letter) => `&#${letter.codePointAt(0)};`)
}
