import type { Directory, DirectoryAnswer } from '../../../src/exchange/ports/directory.ts'
import { KvittensError } from '../../../src/protocol/kvittens-error.ts'
import type { SeededRandom } from '../../kill/random.ts'
import type { Life } from '../machine/life.ts'
import type { TimeOfDay } from '../machine/sim-clock.ts'

/** What the shared directory holds; values under the text of their key. */
export interface DirectoryFacts {
  readonly actors: ReadonlyMap<string, { readonly number: string; readonly name: string }>
  readonly products: ReadonlyMap<
    string,
    { readonly uuid: string; readonly name: string; readonly principal: string }
  >
  readonly agreements: readonly {
    readonly uuid: string
    readonly principal: string
    readonly products: readonly string[]
    readonly confirm: boolean
  }[]
  /** Of each actor the URL where it takes everything in. */
  readonly addresses: ReadonlyMap<string, string>
}

/** How the directory fares, as the nodes see it. */
export interface DirectoryHealth {
  /** Of a hundred questions so many get no answer. */
  silence: number
  /** Milliseconds that an answer takes besides the usual. */
  lateness: number
}

const typical = 3
const name = 'the simulated directory'

/** The shared directory as one process sees it: what it could not ask for is unavailable, or what it heard before. */
export function simDirectory(
  facts: DirectoryFacts,
  health: DirectoryHealth,
  timeOfDay: TimeOfDay,
  life: Life,
  random: SeededRandom,
): Directory {
  const remembered = new Map<string, number>()
  const ask = <K, V>(
    what: string,
    keys: readonly K[],
    find: (key: K) => V | undefined,
  ): Promise<readonly DirectoryAnswer<V>[]> => {
    const lateness = health.lateness * random.next()
    return life.call(`directory ${what}`, typical + lateness, () =>
      keys.map((key) => answer(`${what} ${JSON.stringify(key)}`, find(key))),
    )
  }
  function answer<V>(place: string, entry: V | undefined): DirectoryAnswer<V> {
    const silent = random.chance(health.silence / 100)
    const heard = remembered.get(place)
    if (silent && heard === undefined) return { kind: 'unavailable', error: unavailable() }
    const asOf = silent && heard !== undefined ? heard : timeOfDay.now()
    if (!silent) remembered.set(place, asOf)
    if (entry === undefined) return { kind: 'absent', stale: silent }
    return { kind: 'found', entry, directory: name, asOf, stale: silent }
  }
  return {
    actors: (numbers) => ask('actors', numbers, (number) => facts.actors.get(number)),
    products: (uuids) => ask('products', uuids, (uuid) => facts.products.get(uuid)),
    agreements: (keys) =>
      ask('agreements', keys, ({ product, principal }) =>
        someOf(
          facts.agreements.filter((one) => one.principal === principal && one.products.includes(product)),
        ),
      ),
    agreementsById: (uuids) =>
      ask('agreementsById', uuids, (uuid) => someOf(facts.agreements.filter((one) => one.uuid === uuid))),
    addresses: (keys) =>
      ask('addresses', keys, ({ actor, product }) => {
        const url = facts.addresses.get(actor)
        return url === undefined ? undefined : { actor, product, url }
      }),
    status: () =>
      life.call('directory status', typical, () => [
        { name, ok: health.silence === 0, since: timeOfDay.now() },
      ]),
  }
}

function someOf<T>(entries: readonly T[]): readonly T[] | undefined {
  return entries.length === 0 ? undefined : entries
}

function unavailable(): KvittensError {
  return new KvittensError('DirectoryUnavailable', {
    words: { sv: 'Katalogen svarar inte.', en: 'The directory does not answer.' },
    retryable: true,
  })
}
