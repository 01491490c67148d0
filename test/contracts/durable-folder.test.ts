import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { makeDurableFolder, syncFolder, syncFolderNow } from '../../src/adapters/durable-folder.ts'

describe('durable folder', () => {
  it('makes the parents that are missing, each for this user alone', async () => {
    await using place = await newPlace()
    await mkdir(join(place.path, 'there'), { mode: 0o755 })
    await makeDurableFolder(join(place.path, 'there', 'a', 'b', 'c'))
    for (const [path, mode] of [
      ['there', 0o755],
      ['there/a', 0o700],
      ['there/a/b', 0o700],
      ['there/a/b/c', 0o700],
    ] as const) {
      assert.equal((await stat(join(place.path, path))).mode & 0o777, mode, path)
    }
  })

  it('is content with one that is there, and lets several make the same one', async () => {
    await using place = await newPlace()
    const path = join(place.path, 'a', 'b')
    await Promise.all(Array.from({ length: 8 }, () => makeDurableFolder(path)))
    await makeDurableFolder(path)
    assert.ok((await stat(path)).isDirectory())
  })

  it('says what is wrong where a file is in the way', async () => {
    await using place = await newPlace()
    await writeFile(join(place.path, 'file'), '')
    await assert.rejects(makeDurableFolder(join(place.path, 'file')), { code: 'EEXIST' })
    await assert.rejects(makeDurableFolder(join(place.path, 'file', 'below')), { code: 'EEXIST' })
  })

  it('opens no folder on Windows', async (t) => {
    const absent = join(tmpdir(), 'kvittens-never-there')
    await assert.rejects(syncFolder(absent), { code: 'ENOENT' })
    assert.throws(() => syncFolderNow(absent), { code: 'ENOENT' })
    t.mock.property(process, 'platform', 'win32')
    await syncFolder(absent)
    syncFolderNow(absent)
  })
})

async function newPlace(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'kvittens-folder-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
