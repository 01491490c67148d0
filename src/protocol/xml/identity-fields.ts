import { parseOrganisationNumber } from '../organisation-number.ts'
import { isUuid, parseAddress, parseUrn } from '../urn.ts'
import type { XmlReader } from './xml-reader.ts'
import { attributePlace, elementPlace, expected, illegalValue } from './xml-words.ts'

/** The `uuid` of the root just opened, in lower case. */
export function readUuid(reader: XmlReader): string {
  const text = reader.required('uuid', expected.uuid)
  const uuid = parseUrn(text)
  if (!isUuid(uuid))
    throw reader.fault(illegalValue(attributePlace(reader.name, 'uuid'), text, expected.uuid))
  return uuid.toLowerCase()
}

/** The ten digits that the text of the element just opened names, bare or in a URN; of an address, its actor. */
export function readOrganisation(reader: XmlReader): string {
  const { name, position } = reader
  const text = reader.text()
  const number = parseOrganisationNumber(parseUrn(text)) ?? parseAddress(text)?.actor
  if (number === undefined) {
    throw reader.fault(illegalValue(elementPlace(name), text, expected.organisation), position)
  }
  return number
}
