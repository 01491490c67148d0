import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { KvittensError } from '../../../protocol/kvittens-error.ts'

const idShape = /^[0-9a-f]{32}$/
const temporaryShape = /^([0-9a-f]{32})\.part$/

/** A new blob's id: the store's own random hex, never a caller's name. */
export function newBlobId(): string {
  return randomBytes(16).toString('hex')
}

/** The folder of a blob, two levels deep so that no folder grows long. */
function folderOf(id: string): readonly [string, string] {
  return [id.slice(0, 2), id.slice(2, 4)]
}

/** Where a blob lies once it is committed; throws for an id that this store cannot have made. */
export function pathOf(dir: string, id: string): string {
  if (!idShape.test(id)) throw blobMissing(id)
  return join(dir, ...folderOf(id), id)
}

/** Where a blob lies while it is written: beside its final name, so that the rename stays in one folder. */
export function temporaryPathOf(dir: string, id: string): string {
  return `${pathOf(dir, id)}.part`
}

/** The blob a file belongs to, or undefined for a file that is not the store's. */
export function idOfFile(name: string): string | undefined {
  return idShape.test(name) ? name : temporaryShape.exec(name)?.[1]
}

/** The blob is not there: code `BlobMissing`. */
export function blobMissing(id: string, cause?: unknown): KvittensError {
  return new KvittensError('BlobMissing', {
    words: { sv: 'Innehållet finns inte kvar i noden.', en: 'The content is no longer in the node.' },
    cause: cause ?? new Error(`no blob ${id}`),
  })
}
