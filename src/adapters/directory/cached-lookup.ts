import type { Clock } from '../../exchange/ports/clock.ts'
import type { DirectoryAnswer } from '../../exchange/ports/directory.ts'
import { boundedMemory } from './bounded-memory.ts'
import type { Lookup } from './directory-source.ts'
import type { DirectoryTimes } from './directory-times.ts'
import { DirectoryUnavailable } from './directory-unavailable.ts'
import type { SourceHealth } from './source-health.ts'

/** Looks many keys up, and says of each how sure the answer is. */
export type AnsweringLookup<K, T> = (keys: readonly K[]) => Promise<readonly DirectoryAnswer<T>[]>

export interface CachedLookupOptions<K, T> {
  readonly directory: string
  readonly ask: Lookup<K, T>
  readonly keyText: (key: K) => string
  readonly health: SourceHealth
  readonly times: Pick<DirectoryTimes, 'lifetime' | 'absentLifetime'>
  readonly clock: Clock
}

interface Known<T> {
  readonly entry: T | undefined
  /** By the time of day, to be told; and by the steady clock, to be compared. */
  readonly asOf: number
  readonly learnt: number
}

// Apart from each other, so that questions about ids that nobody has push nothing out that is there.
const mostFound = 50_000
const mostAbsent = 10_000

/**
 * Remembers what a directory said: not asked again while it is fresh, two callers ask once, and while the directory
 * does not answer what it said before is served, marked stale.
 */
export function cachedLookup<K, T>(options: CachedLookupOptions<K, T>): AnsweringLookup<K, T> {
  const { directory, ask, keyText, health, times, clock } = options
  const found = boundedMemory<Known<T>>(mostFound)
  const absent = boundedMemory<Known<T>>(mostAbsent)
  const running = new Map<string, Promise<DirectoryUnavailable | undefined>>()

  const known = (text: string): Known<T> | undefined => found.get(text) ?? absent.get(text)

  const fresh = (text: string): boolean => {
    const it = known(text)
    if (it === undefined) return false
    const lifetime = it.entry === undefined ? times.absentLifetime : times.lifetime
    return clock.monotonic() - it.learnt < lifetime
  }

  const learn = (text: string, entry: T | undefined): void => {
    const it = { entry, asOf: clock.now(), learnt: clock.monotonic() }
    const [into, outOf] = entry === undefined ? [absent, found] : [found, absent]
    outOf.forget(text)
    into.put(text, it)
  }

  const learnAll = async (keys: ReadonlyMap<string, K>): Promise<DirectoryUnavailable | undefined> => {
    try {
      const entries = await health.attempt(() => ask([...keys.values()]))
      for (const [index, text] of [...keys.keys()].entries()) learn(text, entries[index])
      return undefined
    } catch (error) {
      if (error instanceof DirectoryUnavailable) return error
      throw error
    } finally {
      for (const text of keys.keys()) running.delete(text)
    }
  }

  /** Starts asking for what is not fresh and not being asked for already. */
  const refresh = (keys: readonly K[]): void => {
    const wanted = new Map<string, K>()
    for (const key of keys) {
      const text = keyText(key)
      if (!fresh(text) && !running.has(text)) wanted.set(text, key)
    }
    if (wanted.size === 0) return
    const asked = learnAll(wanted)
    for (const text of wanted.keys()) running.set(text, asked)
  }

  const answer = async (text: string): Promise<DirectoryAnswer<T>> => {
    const error = await running.get(text)
    const it = known(text)
    if (it === undefined) return { kind: 'unavailable', error: error ?? forgotten(directory) }
    const stale = error !== undefined
    if (it.entry === undefined) return { kind: 'absent', stale }
    return { kind: 'found', entry: it.entry, directory, asOf: it.asOf, stale }
  }

  return (keys) => {
    refresh(keys)
    return Promise.all(keys.map((key) => answer(keyText(key))))
  }
}

/** More keys in one call than are remembered. */
function forgotten(directory: string): DirectoryUnavailable {
  return new DirectoryUnavailable(directory, {
    sv: 'för många frågor på en gång',
    en: 'too many questions at once',
  })
}
