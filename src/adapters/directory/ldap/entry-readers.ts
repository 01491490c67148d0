import type {
  DeliveryAddress,
  DirectoryAgreement,
  DirectoryProduct,
} from '../../../exchange/ports/directory.ts'
import type { Claim } from './entries-that-count.ts'
import { attribute } from './schema-names.ts'
import { idIn } from './written-forms.ts'

/** The product type that an entry describes; undefined where it has no id. */
export function readProduct({ entry, number }: Claim): DirectoryProduct | undefined {
  const uuid = idIn(entry.value(attribute.serialNumber))
  if (uuid === undefined) return undefined
  const description = entry.value(attribute.description)
  const descriptionUrl = entry.value(attribute.productDescription)
  return {
    uuid,
    name: entry.value(attribute.productName) ?? uuid,
    principal: number,
    ...(description !== undefined && { description }),
    ...(descriptionUrl !== undefined && { descriptionUrl }),
  }
}

/** The public agreement that an entry describes; undefined where it has no id or is about no product. */
export function readAgreement({ entry, number }: Claim): DirectoryAgreement | undefined {
  const uuid = idIn(entry.value(attribute.serialNumber))
  const products = entry
    .values(attribute.productId)
    .map(idIn)
    .filter((id) => id !== undefined)
  if (uuid === undefined || products.length === 0) return undefined
  const productName = entry.value(attribute.productName)
  const transferType = readTransferType(entry.value(attribute.transferType))
  const confirm = readFlag(entry.value(attribute.confirmation))
  const description = entry.value(attribute.description)
  const documentUrl = entry.value(attribute.documentUrl)
  return {
    uuid,
    principal: number,
    products: products.toSorted(),
    ...(productName !== undefined && { productName }),
    ...(transferType !== undefined && { transferType }),
    ...(confirm !== undefined && { confirm }),
    ...(description !== undefined && { description }),
    ...(documentUrl !== undefined && { documentUrl }),
  }
}

/** The delivery address of an entry; undefined where it has no product or no URL that a message can be posted to. */
export function readAddress({ entry, number }: Claim): DeliveryAddress | undefined {
  const product = idIn(entry.value(attribute.serialNumber))
  // A set of values has no order of its own.
  const [url] = entry.values(attribute.deliveryMethods).filter(isWebUrl).toSorted()
  return product === undefined || url === undefined ? undefined : { actor: number, product, url }
}

function isWebUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text)
}

function readTransferType(text: string | undefined): DirectoryAgreement['transferType'] {
  const word = text?.trim().toLowerCase()
  return word === 'asynch' || word === 'synch' || word === 'any' ? word : undefined
}

function readFlag(text: string | undefined): boolean | undefined {
  const word = text?.trim().toLowerCase()
  if (word === 'yes' || word === 'true') return true
  return word === 'no' || word === 'false' ? false : undefined
}
