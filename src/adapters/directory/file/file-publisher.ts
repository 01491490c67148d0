import { randomUUID } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { DirectoryPublisher, Publication, Published } from '../../../exchange/ports/directory.ts'
import { syncFolder } from '../../durable-folder.ts'
import { publicationOwner } from '../publication-owner.ts'
import { notYours } from '../publishing-refused.ts'
import { type DirectoryFile, readDirectoryFile, writeDirectoryFile } from './directory-file.ts'
import { fileDirectoryName, fileFailure } from './file-source.ts'

export interface FilePublisherOptions {
  readonly path: string
  /** Whose entries may be written. */
  readonly actor: string
}

/**
 * Writes in a directory file: the whole anew, beside the old and then in its place, so that readers see the one or
 * the other. One process at a time.
 */
export function filePublisher({ path, actor }: FilePublisherOptions): DirectoryPublisher {
  const directory = fileDirectoryName(path)
  let last: Promise<unknown> = Promise.resolve()

  const publish = async (publication: Publication): Promise<Published> => {
    const owner = publicationOwner(publication)
    if (owner !== actor) throw notYours(directory, owner, actor)
    try {
      const before = readDirectoryFile(await readFile(path, 'utf8'))
      const whose = standingOwner(before, publication)
      if (whose !== undefined && whose !== actor) throw notYours(directory, whose, actor)
      const { file, change } = withPublication(before, publication)
      if (change !== 'unchanged') await replaceFile(path, writeDirectoryFile(file))
      return { directory, place: path, change }
    } catch (error) {
      throw fileFailure(directory, error)
    }
  }

  return {
    publish(publication) {
      // One after the other, whether or not the one before went well.
      const mine = last.then(
        () => publish(publication),
        () => publish(publication),
      )
      last = mine
      return mine
    },
  }
}

/** Whose the entry is that the publication would stand in the place of. */
function standingOwner(file: DirectoryFile, publication: Publication): string | undefined {
  if (publication.kind === 'address') return undefined
  const list = publication.kind === 'product' ? file.products : file.agreements
  return list.find(({ uuid }) => uuid === publication.uuid)?.principal
}

function withPublication(
  file: DirectoryFile,
  publication: Publication,
): { readonly file: DirectoryFile; readonly change: Published['change'] } {
  switch (publication.kind) {
    case 'product': {
      const { kind: _, ...product } = publication
      const put = putting(file.products, product, ({ uuid }) => uuid === product.uuid)
      return { file: { ...file, products: put.list }, change: put.change }
    }
    case 'agreement': {
      const { kind: _, ...agreement } = publication
      const put = putting(file.agreements, agreement, ({ uuid }) => uuid === agreement.uuid)
      return { file: { ...file, agreements: put.list }, change: put.change }
    }
    case 'address': {
      const { kind: _, ...address } = publication
      const same = ({ actor, product }: typeof address): boolean =>
        actor === address.actor && product === address.product
      const put = putting(file.addresses, address, same)
      return { file: { ...file, addresses: put.list }, change: put.change }
    }
  }
}

function putting<T>(
  list: readonly T[],
  entry: T,
  same: (one: T) => boolean,
): { readonly list: readonly T[]; readonly change: Published['change'] } {
  const at = list.findIndex(same)
  if (at < 0) return { list: [...list, entry], change: 'added' }
  return { list: list.with(at, entry), change: isDeepStrictEqual(list[at], entry) ? 'unchanged' : 'changed' }
}

async function replaceFile(path: string, text: string): Promise<void> {
  const beside = `${path}.${randomUUID()}.part`
  try {
    {
      await using file = await open(beside, 'wx')
      await file.writeFile(text)
      await file.sync()
    }
    await rename(beside, path)
    await syncFolder(dirname(path))
  } finally {
    await rm(beside, { force: true })
  }
}
