/** The object classes of the SHS directory (shs-protocol.md 10; deploy/ldap/shs.schema). */
export const objectClass = {
  organisation: 'shsOrgExtension',
  product: 'shsProduct',
  agreement: 'shsAgreement',
  address: 'shsAddresses',
} as const

/** The attributes that are read and written. */
export const attribute = {
  objectClass: 'objectClass',
  organisationNumber: 'organizationNumber',
  organisationName: 'o',
  unitName: 'ou',
  serialNumber: 'serialNumber',
  productName: 'productName',
  principal: 'principal',
  description: 'description',
  productDescription: 'prodDescr',
  productId: 'shsProductID',
  transferType: 'shsTransferType',
  confirmation: 'shsDeliveryConfirmation',
  deliveryMethods: 'shsDeliveryMethods',
  documentUrl: 'labeledURI',
} as const

/** Where below an actor's entry its entries stand. */
export const unit = { product: 'Product types', agreement: 'Agreements', address: 'Addresses' } as const

/** Beside the actors' own entries, in the configured root and nowhere else. */
export const sharedBranch = { product: 'Myndighetsprodukter', address: 'Myndighetsadresser' } as const
