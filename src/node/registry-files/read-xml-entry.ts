import type { Agreement, ProductType } from '../../exchange/ports/registry.ts'
import type { Place, Problem } from '../config/problem.ts'

/** The product type or agreement in an XML file; what is wrong goes to `problems`. */
export function readXmlEntry(
  file: string,
  bytes: Uint8Array,
  problems: Problem[],
): { readonly entry: ProductType | Agreement; readonly place: Place }[] {
  void [file, bytes, problems]
  return []
}
