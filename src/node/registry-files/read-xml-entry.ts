import { agreementEntry } from '../../exchange/agreements/agreement-entry.ts'
import type { Agreement, ProductType } from '../../exchange/ports/registry.ts'
import { readAgreement } from '../../protocol/agreement/agreement-reader.ts'
import { readProduct } from '../../protocol/product/product-reader.ts'
import { actorOf } from '../../protocol/urn.ts'
import { XmlError } from '../../protocol/xml/xml-error.ts'
import { documentLimits } from '../../protocol/xml/xml-limits.ts'
import { XmlReader } from '../../protocol/xml/xml-reader.ts'
import type { Place, Problem } from '../config/problem.ts'

/** The product type or agreement in an XML file, its octets unchanged; what is wrong goes to `problems`. */
export function readXmlEntry(
  file: string,
  bytes: Uint8Array,
  problems: Problem[],
): { readonly entry: ProductType | Agreement; readonly place: Place }[] {
  try {
    return [{ entry: readEntry(bytes), place: { kind: 'file', file, line: 1 } }]
  } catch (error) {
    if (!(error instanceof XmlError)) throw error
    problems.push({
      place: { kind: 'file', file, line: error.line },
      words: error.words,
      cure: error.cure ?? {
        sv: 'Importera dokumentet som det kom; är det så, be den som gav ut det rätta det.',
        en: 'Import the document as it came; if this is how it came, ask its publisher to mend it.',
      },
    })
    return []
  }
}

function readEntry(bytes: Uint8Array): ProductType | Agreement {
  const reader = new XmlReader(bytes, { limits: documentLimits, code: 'IllegalDatapartContent' })
  const root = reader.root(['shs.product', 'shs.agreement'])
  return root === 'shs.product' ? product(bytes) : agreementEntry(readAgreement(bytes), bytes)
}

function product(bytes: Uint8Array): ProductType {
  const { uuid, commonName, principal } = readProduct(bytes)
  return {
    kind: 'product',
    uuid,
    name: commonName ?? uuid,
    principal: actorOf(principal.address),
    document: Buffer.from(bytes).toString('base64'),
  }
}
