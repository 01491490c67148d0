import { writeAgreement } from '../../../../src/protocol/agreement/agreement-writer.ts'
import type { ShsAgreement } from '../../../../src/protocol/agreement/agreement.ts'
import { KvittensError } from '../../../../src/protocol/kvittens-error.ts'
import type {
  DirectoryActor,
  DirectoryAgreement,
  DirectoryAnswer,
  DirectoryProduct,
} from '../../../../src/exchange/ports/directory.ts'
import type { Actor, Agreement, ProductType } from '../../../../src/exchange/ports/registry.ts'
import { document } from './samples.ts'

/** What a registry and a directory in memory hold. */
export interface Held {
  readonly actors?: readonly Actor[]
  readonly products?: readonly ProductType[]
  readonly agreements?: readonly Agreement[]
  readonly published?: {
    readonly actors?: readonly DirectoryActor[]
    readonly products?: readonly DirectoryProduct[]
    readonly agreements?: readonly DirectoryAgreement[]
  }
  /** The directory does not answer. */
  readonly down?: boolean
}

export const down = new KvittensError('DirectoryUnavailable', {
  words: { sv: 'Katalogen svarar inte.', en: 'The directory does not answer.' },
  retryable: true,
})

/** A registry and a directory in memory; `asked` counts what the directory was asked. */
export function memorySources(held: Held) {
  const { actors = [], products = [], agreements = [], published = {} } = held
  const onProduct = Map.groupBy(agreements, ({ products: [first = ''] }) => first)
  const asked: string[] = []
  const faults: unknown[] = []

  function found<T>(question: string, entry: T | undefined): DirectoryAnswer<T> {
    asked.push(question)
    if (held.down === true) return { kind: 'unavailable', error: down }
    return entry === undefined
      ? { kind: 'absent', stale: false }
      : { kind: 'found', entry, directory: 'memory', asOf: 0, stale: false }
  }
  const some = (all: readonly DirectoryAgreement[]): readonly DirectoryAgreement[] | undefined =>
    all.length === 0 ? undefined : all

  return {
    asked,
    faults,
    registry: {
      actors: async (numbers: readonly string[]) =>
        numbers.map((number) => actors.find((one) => one.organisationNumber === number)),
      products: async (ids: readonly string[]) => ids.map((id) => products.find(({ uuid }) => uuid === id)),
      agreements: async (ids: readonly string[]) =>
        ids.map((id) => agreements.find(({ uuid }) => uuid === id)),
      agreementsOn: async (product: string) => onProduct.get(product) ?? [],
    },
    directory: {
      actors: async (numbers: readonly string[]) =>
        numbers.map((one) =>
          found(
            `actor ${one}`,
            published.actors?.find(({ number }) => number === one),
          ),
        ),
      products: async (ids: readonly string[]) =>
        ids.map((id) =>
          found(
            `product ${id}`,
            published.products?.find(({ uuid }) => uuid === id),
          ),
        ),
      agreements: async (keys: readonly { readonly product: string; readonly principal: string }[]) =>
        keys.map(({ product, principal }) =>
          found(
            `agreement with ${principal}`,
            some(
              (published.agreements ?? []).filter(
                (one) => one.principal === principal && one.products.includes(product),
              ),
            ),
          ),
        ),
      agreementsById: async (ids: readonly string[]) =>
        ids.map((id) =>
          found(`agreement ${id}`, some((published.agreements ?? []).filter(({ uuid }) => uuid === id))),
        ),
    },
    journal: { tell() {}, fault: (_: string, error: unknown) => void faults.push(error) },
    ids: {
      uuid: () => '00000000-0000-4000-8000-000000000000',
      random: (count: number) => new Uint8Array(count),
    },
  }
}

/** The entry that an import makes of a document. */
export function entry(more: Partial<ShsAgreement> = {}, mode?: Agreement['mode']): Agreement {
  return entryOf(document(more), mode)
}

/** As `entry`, of a whole document. */
export function entryOf(agreement: ShsAgreement, mode?: Agreement['mode']): Agreement {
  const { uuid, principal, customer, products } = agreement
  return {
    kind: 'agreement',
    uuid,
    principal: principal.address.slice(0, 10),
    ...(customer !== undefined && { customer: customer.address.slice(0, 10) }),
    products: products.map(({ id }) => id),
    document: Buffer.from(writeAgreement(agreement)).toString('base64'),
    ...(mode !== undefined && { mode }),
  }
}
