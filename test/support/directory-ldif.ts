/** Attributes of an entry; several values as a list. */
export type LdifEntry = Readonly<Record<string, string | readonly string[]>>

/** Entries as LDIF; every value in Base64, so that any value can be written. */
export function ldif(entries: Readonly<Record<string, LdifEntry>>): string {
  return Object.entries(entries)
    .map(([dn, attributes]) =>
      [
        `dn:: ${base64(dn)}`,
        ...Object.entries(attributes).flatMap(([name, values]) =>
          [values].flat().map((value) => `${name}:: ${base64(value)}`),
        ),
        '',
      ].join('\n'),
    )
    .join('\n')
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

/** The root of an SHS directory with its two branches that all share. */
export const emptyDirectory: Readonly<Record<string, LdifEntry>> = {
  'l=SHS': { objectClass: ['top', 'locality'], l: 'SHS' },
  'o=Myndighetsprodukter,l=SHS': { objectClass: ['top', 'organization'], o: 'Myndighetsprodukter' },
  'o=Myndighetsadresser,l=SHS': { objectClass: ['top', 'organization'], o: 'Myndighetsadresser' },
}

/** An actor's entry, and the three units below it; `rdn` is its name as a DN holds it. */
export function organisation(name: string, number: string, rdn = name): Readonly<Record<string, LdifEntry>> {
  const base = `o=${rdn},l=SHS`
  return {
    [base]: {
      objectClass: ['top', 'organization', 'shsOrgExtension'],
      o: name,
      organizationNumber: number,
    },
    [`ou=Product types,${base}`]: unit('Product types'),
    [`ou=Agreements,${base}`]: unit('Agreements'),
    [`ou=Addresses,${base}`]: unit('Addresses'),
  }
}

export function product(name: string, uuid: string, principal: string): LdifEntry {
  return {
    objectClass: ['top', 'shsProduct'],
    productName: name,
    serialNumber: uuid,
    principal: `urn:X-shs:${principal}`,
  }
}

export function agreement(uuid: string, principal: string, productId: string): LdifEntry {
  return {
    objectClass: ['top', 'shsAgreement'],
    serialNumber: uuid,
    principal: `urn:X-shs:${principal}`,
    shsProductID: productId,
  }
}

export function address(number: string, productId: string, url: string): LdifEntry {
  return {
    objectClass: ['top', 'shsAddresses'],
    organizationNumber: number,
    serialNumber: productId,
    shsDeliveryMethods: url,
  }
}

function unit(ou: string): LdifEntry {
  return { objectClass: ['top', 'organizationalUnit'], ou }
}
