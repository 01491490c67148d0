import { parseAddress, parseProductId, parseUrn } from '../urn.ts'
import type { XmlReader } from '../xml/xml-reader.ts'
import { elementPlace, expected, illegalValue, missingElement } from '../xml/xml-words.ts'
import type { Address, Label, ProductReference } from './label.ts'
import type { Found } from './party-reader.ts'

/** The parties of a label as they were found in it. */
export interface FoundParties {
  readonly originator: Label['originator']
  readonly from: Found<Address> | undefined
  readonly to: Found<Address> | undefined
  readonly product: Found<ProductReference>
}

/** The parties of a label with their ids checked and bare. */
export interface CheckedParties {
  readonly from: Address | undefined
  readonly to: Address | undefined
  readonly product: ProductReference
}

/**
 * Checks sender, product and receiver, in the order of section 7, once the structure is known to be right;
 * the label began at `labelAt`. Throws
 * IllegalSender, IllegalProductType, IllegalReceiver.
 */
export function checkParties(reader: XmlReader, labelAt: number, found: FoundParties): CheckedParties {
  if (found.from === undefined && found.originator === undefined) {
    throw reader.fault(missingElement('shs.label', ['originator', 'from']), labelAt, 'IllegalSender')
  }
  const from = found.from && checkAddress(reader, 'from', found.from)
  const product = checkProduct(reader, found.product)
  const to = found.to && checkAddress(reader, 'to', found.to)
  return { from, to, product }
}

function checkAddress(reader: XmlReader, element: 'from' | 'to', { value, at }: Found<Address>): Address {
  if (parseAddress(value.address) === undefined) {
    const words = illegalValue(elementPlace(element), value.address, expected.address)
    throw reader.fault(words, at, element === 'from' ? 'IllegalSender' : 'IllegalReceiver')
  }
  return { ...value, address: parseUrn(value.address) }
}

function checkProduct(reader: XmlReader, { value, at }: Found<ProductReference>): ProductReference {
  const id = parseProductId(value.id)
  if (id === undefined) {
    const words = illegalValue(elementPlace('product'), value.id, expected.product)
    throw reader.fault(words, at, 'IllegalProductType')
  }
  return { ...value, id }
}
