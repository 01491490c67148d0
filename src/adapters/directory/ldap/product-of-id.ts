import type { DirectoryProduct } from '../../../exchange/ports/directory.ts'

/** A product type and whether it was found in the branch that all share. */
export interface FoundProduct {
  readonly product: DirectoryProduct
  readonly shared: boolean
}

/**
 * The one product type among those found under an id, own entries first. Anyone may give a product of his own
 * another's id: then the shared branch says whose it is, and where it doesn't, nobody's is believed.
 */
export function productOfId(found: readonly FoundProduct[]): DirectoryProduct | 'disputed' | undefined {
  const principals = new Set(found.map(({ product }) => product.principal))
  if (principals.size <= 1) return found[0]?.product
  const shared = new Set(found.filter((one) => one.shared).map(({ product }) => product.principal))
  if (shared.size !== 1) return 'disputed'
  return found.find(({ product }) => shared.has(product.principal))?.product
}
