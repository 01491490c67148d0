import type { DirectoryFacts } from '../network/sim-directory.ts'
import type { Cast } from './cast.ts'

/** What the shared directory says of a cast: every organisation, product and address, and the public agreements. */
export function directoryFacts({
  nodes,
  partners,
  products,
  agreements,
  organisations,
}: Cast): DirectoryFacts {
  const urls = new Map([...nodes, ...partners].map(({ name, url }) => [name, url]))
  return {
    actors: new Map(organisations.map(({ number, name }) => [number, { number, name }])),
    products: new Map(
      products.map(({ uuid, name, principal }) => [uuid, { uuid, name, principal: principal.number }]),
    ),
    agreements: agreements
      .filter(({ known }) => known === 'publicly')
      .map(({ uuid, product, confirm }) => ({
        uuid,
        principal: product.principal.number,
        products: [product.uuid],
        confirm,
      })),
    addresses: new Map(organisations.map(({ number, home }) => [number, urls.get(home) ?? ''])),
  }
}
