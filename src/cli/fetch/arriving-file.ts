import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, link, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from '../../node/code-of.ts'
import { fileError } from '../file-error.ts'
import { withSuffix } from './safe-name.ts'

/** A file as it lies in its folder. */
export interface SavedFile {
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}

/**
 * A file on its way into a folder: written under a hidden name and synced, and given its own name only when the whole
 * message is here. Writes over no file unless told to; disposing it unnamed leaves nothing behind.
 */
export class ArrivingFile implements AsyncDisposable {
  readonly #folder: string
  readonly #temporary: string
  readonly #bytes: number
  readonly #sha256: string
  #named = false

  private constructor(folder: string, temporary: string, bytes: number, sha256: string) {
    this.#folder = folder
    this.#temporary = temporary
    this.#bytes = bytes
    this.#sha256 = sha256
  }

  /** Writes the whole content; what it has written would survive a power cut. */
  static async write(folder: string, content: AsyncIterable<Uint8Array>): Promise<ArrivingFile> {
    const temporary = join(folder, `.kvittens-${randomUUID()}.part`)
    const handle = await openNew(temporary)
    try {
      const { bytes, sha256 } = await pour(content, handle, folder)
      await handle.close()
      return new ArrivingFile(folder, temporary, bytes, sha256)
    } catch (error) {
      await handle.close()
      await rm(temporary, { force: true })
      throw error
    }
  }

  /** Gives the file the first name that is free: `name`, else with `suffix` in it, else with a count as well. */
  async takeName(name: string, suffix: string): Promise<SavedFile> {
    for (let count = 0; ; count += 1) {
      const path = join(this.#folder, candidate(name, suffix, count))
      if (await this.#giveName(path)) return { path, bytes: this.#bytes, sha256: this.#sha256 }
    }
  }

  /** Gives the file this very name; false where it is taken. */
  async takeExactName(path: string): Promise<SavedFile | undefined> {
    return (await this.#giveName(path)) ? { path, bytes: this.#bytes, sha256: this.#sha256 } : undefined
  }

  /** Gives the file this very name, in place of what had it. */
  async replace(path: string): Promise<SavedFile> {
    try {
      await rename(this.#temporary, path)
    } catch (error) {
      throw fileError(path, error, 'write')
    }
    this.#named = true
    return { path, bytes: this.#bytes, sha256: this.#sha256 }
  }

  async #giveName(path: string): Promise<boolean> {
    try {
      // A link fails where the name is taken, which a rename does not.
      await link(this.#temporary, path)
      await rm(this.#temporary)
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false
      if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].includes(codeOf(error)))
        throw fileError(path, error, 'write')
      if (!(await this.#claimName(path))) return false
    }
    this.#named = true
    return true
  }

  /** For file systems without links: an empty file holds the name until the real one is put over it. */
  async #claimName(path: string): Promise<boolean> {
    try {
      const claim = await open(path, 'wx')
      await claim.close()
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false
      throw fileError(path, error, 'write')
    }
    await rename(this.#temporary, path)
    return true
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#named) await rm(this.#temporary, { force: true })
  }
}

function candidate(name: string, suffix: string, count: number): string {
  if (count === 0) return name
  return withSuffix(name, count === 1 ? `-${suffix}` : `-${suffix}-${count}`)
}

async function openNew(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', 0o600)
  } catch (error) {
    throw fileError(path, error, 'write')
  }
}

async function pour(
  content: AsyncIterable<Uint8Array>,
  handle: FileHandle,
  folder: string,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const piece of content) {
    hash.update(piece)
    bytes += piece.length
    await writeAll(handle, piece, folder)
  }
  await handle.sync()
  return { bytes, sha256: hash.digest('hex') }
}

async function writeAll(handle: FileHandle, piece: Uint8Array, folder: string): Promise<void> {
  try {
    for (let at = 0; at < piece.length;) {
      const { bytesWritten } = await handle.write(piece, at)
      at += bytesWritten
    }
  } catch (error) {
    throw fileError(folder, error, 'write')
  }
}
