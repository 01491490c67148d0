import type { Directory, DirectoryAnswer } from '../../exchange/ports/directory.ts'

/**
 * Several directories as one: the first with a hit wins, and what it said before counts as its answer while it is
 * down, so that no address changes because a directory fell silent. With none, nothing is there.
 */
export function directoriesInOrder(
  directories: readonly (Directory & AsyncDisposable)[],
): Directory & AsyncDisposable {
  return {
    actors: (keys) => firstHit(directories, keys, (directory, some) => directory.actors(some)),
    products: (keys) => firstHit(directories, keys, (directory, some) => directory.products(some)),
    agreements: (keys) => firstHit(directories, keys, (directory, some) => directory.agreements(some)),
    agreementsById: (keys) =>
      firstHit(directories, keys, (directory, some) => directory.agreementsById(some)),
    addresses: (keys) => firstHit(directories, keys, (directory, some) => directory.addresses(some)),
    async status() {
      return (await Promise.all(directories.map((directory) => directory.status()))).flat()
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(directories.map((directory) => directory[Symbol.asyncDispose]()))
    },
  }
}

async function firstHit<K, T>(
  directories: readonly Directory[],
  keys: readonly K[],
  lookup: (directory: Directory, some: readonly K[]) => Promise<readonly DirectoryAnswer<T>[]>,
): Promise<readonly DirectoryAnswer<T>[]> {
  const answers = keys.map((): DirectoryAnswer<T> => ({ kind: 'absent', stale: false }))
  for (const directory of directories) {
    const open = [...keys.entries()].filter(([index]) => answers[index]?.kind !== 'found')
    if (open.length === 0) break
    const said = await lookup(
      directory,
      open.map(([, key]) => key),
    )
    for (const [at, [index]] of open.entries()) {
      const [before, now] = [answers[index], said[at]]
      if (before !== undefined && now !== undefined) answers[index] = together(before, now)
    }
  }
  return answers
}

/** What a directory adds to those before it, which had no hit: a hit, else that one could not say, else that it is in neither. */
function together<T>(before: DirectoryAnswer<T>, now: DirectoryAnswer<T>): DirectoryAnswer<T> {
  if (now.kind === 'found') return now
  if (before.kind === 'unavailable' || now.kind === 'unavailable')
    return before.kind === 'unavailable' ? before : now
  return { kind: 'absent', stale: isStale(before) || now.stale }
}

function isStale<T>(answer: DirectoryAnswer<T>): boolean {
  return answer.kind !== 'unavailable' && answer.stale
}
