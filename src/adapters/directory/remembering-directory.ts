import type { Clock } from '../../exchange/ports/clock.ts'
import type { AddressKey, AgreementKey, Directory } from '../../exchange/ports/directory.ts'
import { parseOrganisationNumber } from '../../protocol/organisation-number.ts'
import { parseProductId, parseUrn } from '../../protocol/urn.ts'
import { type AnsweringLookup, cachedLookup } from './cached-lookup.ts'
import type { DirectorySource, Lookup } from './directory-source.ts'
import { type DirectoryTimes, directoryTimes } from './directory-times.ts'
import { DirectoryUnavailable } from './directory-unavailable.ts'
import { type SourceHealth, sourceHealth } from './source-health.ts'

export interface RememberingOptions {
  readonly clock: Clock
  readonly times?: Partial<DirectoryTimes>
}

// A directory that answered so lately need not be asked how it is.
const spokeLately = 10_000

/** The port over one directory, with a memory: see `cachedLookup`. Keys that are none are nowhere, and never asked for. */
export function rememberingDirectory(
  source: DirectorySource,
  { clock, times }: RememberingOptions,
): Directory & AsyncDisposable {
  const all = { ...directoryTimes, ...times }
  const health = sourceHealth(source.name, all.pause, clock)
  const cached = <K, T>(ask: Lookup<K, T>, keyText: (key: K) => string): AnsweringLookup<K, T> =>
    cachedLookup({ directory: source.name, ask, keyText, health, times: all, clock })
  const actors = cached(source.actors, itself)
  const products = cached(source.products, itself)
  const agreements = cached(source.agreements, ({ product, principal }) => `${product} ${principal}`)
  const agreementsById = cached(source.agreementsById, itself)
  const addresses = cached(source.addresses, ({ actor, product }) => `${actor} ${product}`)
  return {
    actors: canonical(actorNumber, actors),
    products: canonical(parseProductId, products),
    agreements: canonical(agreementKey, agreements),
    agreementsById: canonical(parseProductId, agreementsById),
    addresses: canonical(addressKey, addresses),
    async status() {
      if (health.quietFor() > spokeLately) await probe(source, health)
      return [health.status()]
    },
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  }
}

function itself(key: string): string {
  return key
}

async function probe(source: DirectorySource, health: SourceHealth): Promise<void> {
  try {
    await health.attempt(() => source.probe())
  } catch (error) {
    // The status tells it.
    if (!(error instanceof DirectoryUnavailable)) throw error
  }
}

/** Asks only for keys that can be there, in their one form. */
function canonical<K, T>(
  form: (key: K) => K | undefined,
  lookup: AnsweringLookup<K, T>,
): AnsweringLookup<K, T> {
  return async (keys) => {
    const forms = keys.map(form)
    const answers = (await lookup(forms.filter((key) => key !== undefined))).values()
    return forms.map((key) => {
      const answer = key === undefined ? undefined : answers.next().value
      return answer ?? { kind: 'absent', stale: false }
    })
  }
}

function actorNumber(text: string): string | undefined {
  return parseOrganisationNumber(parseUrn(text))
}

function agreementKey({ product, principal }: AgreementKey): AgreementKey | undefined {
  const [id, number] = [parseProductId(product), actorNumber(principal)]
  return id === undefined || number === undefined ? undefined : { product: id, principal: number }
}

function addressKey({ actor, product }: AddressKey): AddressKey | undefined {
  const [number, id] = [actorNumber(actor), parseProductId(product)]
  return id === undefined || number === undefined ? undefined : { actor: number, product: id }
}
