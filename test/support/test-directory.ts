import type { Directory, DirectoryAnswer } from '../../src/exchange/ports/directory.ts'
import { KvittensError } from '../../src/protocol/kvittens-error.ts'

/** A directory that the test takes down and up; of organisations it knows the numbers and where they take messages in. */
export interface TestDirectory extends Directory {
  readonly urls: Map<string, string>
  answers: boolean
}

export function testDirectory(): TestDirectory {
  const urls = new Map<string, string>()
  const error = new KvittensError('DirectoryUnavailable', {
    words: { sv: 'Katalogen svarar inte.', en: 'The directory does not answer.' },
    retryable: true,
  })
  function answer<T>(entry: T | undefined): DirectoryAnswer<T> {
    if (!directory.answers) return { kind: 'unavailable', error }
    if (entry === undefined) return { kind: 'absent', stale: false }
    return { kind: 'found', entry, directory: 'test', asOf: 0, stale: false }
  }
  const directory: TestDirectory = {
    urls,
    answers: true,
    actors: async (numbers) =>
      numbers.map((number) => answer(urls.has(number) ? { number, name: number } : undefined)),
    products: async (ids) => ids.map(() => answer<never>(undefined)),
    agreements: async (keys) => keys.map(() => answer<never>(undefined)),
    agreementsById: async (ids) => ids.map(() => answer<never>(undefined)),
    addresses: async (keys) =>
      keys.map(({ actor, product }) => {
        const url = urls.get(actor)
        return answer(url === undefined ? undefined : { actor, product, url })
      }),
    status: async () => [],
  }
  return directory
}
