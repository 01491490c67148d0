import { many, one, optional, readChildren, some } from '../xml/content-model.ts'
import { choice, readText } from '../xml/field-readers.ts'
import { readParty, readUuid } from '../xml/identity-fields.ts'
import { documentLimits } from '../xml/xml-limits.ts'
import { XmlReader } from '../xml/xml-reader.ts'
import { expected } from '../xml/xml-words.ts'
import type { PartDescription, PartMime, PartSecurity, ShsProduct } from './product.ts'

const attributes = ['version', 'uuid', 'commonName', 'resp-required', 'labeledURI']
const partAttributes = ['datapartType', 'minOccurs', 'maxOccurs', 'data-type']
const mimeAttributes = ['type', 'subtype', 'text-charset', 'transfer-encoding']

/** The product type that the octets of an `shs.product` describe (section 4). Throws an `XmlError` of IllegalDatapartContent. */
export function readProduct(bytes: Uint8Array): ShsProduct {
  const reader = new XmlReader(bytes, { limits: documentLimits, code: 'IllegalDatapartContent' })
  reader.root(['shs.product'])
  reader.allow(attributes)
  choice(reader, 'version', ['1.2'], '1.2')
  const uuid = readUuid(reader)
  const commonName = reader.filled('commonName')
  const replyRequired = choice(reader, 'resp-required', ['yes', 'no'], 'yes') === 'yes'
  const labeledUri = reader.filled('labeledURI')
  const principal = one('principal', readParty)
  const data = some('data', readPart)
  const replyData = many('reply-data', readPart)
  const description = optional('description', readText)
  readChildren(reader, [principal, data, replyData, description])
  reader.end()
  return {
    uuid,
    ...(commonName !== undefined && { commonName }),
    ...(labeledUri !== undefined && { labeledUri }),
    replyRequired,
    principal: principal.value,
    data: data.values,
    replyData: replyData.values,
    ...(description.value !== undefined && { description: description.value }),
  }
}

function readPart(reader: XmlReader): PartDescription {
  reader.allow(partAttributes)
  const datapartType = reader.required('datapartType', expected.text)
  const minOccurs = reader.filled('minOccurs') ?? '1'
  const maxOccurs = reader.filled('maxOccurs') ?? '1'
  const dataType = reader.filled('data-type')
  const description = optional('description', readText)
  const mime = one('mime', readMime)
  const security = optional('security', readSecurity)
  readChildren(reader, [description, mime, security])
  return {
    datapartType,
    minOccurs,
    maxOccurs,
    ...(dataType !== undefined && { dataType }),
    ...(description.value !== undefined && { description: description.value }),
    mime: mime.value,
    ...(security.value !== undefined && { security: security.value }),
  }
}

function readMime(reader: XmlReader): PartMime {
  reader.allow(mimeAttributes)
  const mime: PartMime = {
    type: reader.filled('type') ?? 'text',
    subtype: reader.filled('subtype') ?? 'xml',
    textCharset: reader.filled('text-charset') ?? 'iso-8859-1',
    transferEncoding: choice(reader, 'transfer-encoding', ['binary', 'base64'], 'binary'),
  }
  reader.empty()
  return mime
}

function readSecurity(reader: XmlReader): PartSecurity {
  reader.allow([])
  const digest = optional('digest', readAlgorithm)
  const encryption = optional('encryption', readAlgorithm)
  const dsig = optional('dsig', readAlgorithm)
  readChildren(reader, [digest, encryption, dsig])
  return {
    ...(digest.value !== undefined && { digest: digest.value }),
    ...(encryption.value !== undefined && { encryption: encryption.value }),
    ...(dsig.value !== undefined && { dsig: dsig.value }),
  }
}

function readAlgorithm(reader: XmlReader): string {
  return reader.text()
}
