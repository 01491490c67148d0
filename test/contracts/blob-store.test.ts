import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { openDiskBlobStore } from '../../src/adapters/blob-store/disk/open.ts'
import { blobStoreContract } from './blob-store.ts'
import { killedChild } from './killed-child.ts'
import { smallDisk, smallDiskLeftOut } from './small-disk.ts'

async function place() {
  const dir = await mkdtemp(join(tmpdir(), 'kvittens-blobs-'))
  return {
    dir,
    open: () => openDiskBlobStore({ dir: join(dir, 'blobs') }),
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  }
}

blobStoreContract('disk', place)

describe('disk blob store', () => {
  it('has, after a kill, every blob whose commit was answered, and only a temporary file of the others', async () => {
    await using here = await place()
    const script = new URL('./blob-child.ts', import.meta.url)
    const answered = await killedChild(script, [join(here.dir, 'blobs')], 25)
    await using store = await here.open()
    const found = (await Array.fromAsync(store.entries())).flat()
    for (const id of answered) {
      assert.equal(found.find((entry) => entry.id === id)?.bytes, 700_000)
      assert.equal(Buffer.concat(await Array.fromAsync(store.read(id))).length, 700_000)
    }
    const files = await readdir(join(here.dir, 'blobs'), { recursive: true })
    const whole = files.filter((name) => /[0-9a-f]{32}$/.test(name)).length
    assert.ok(whole - answered.length <= 4, 'no more than were under way')
    await store.remove(found.map((entry) => entry.id))
    assert.deepEqual((await Array.fromAsync(store.entries())).flat(), [])
  })

  const filling = { skip: smallDiskLeftOut }
  it('says StorageUnavailable on a full disk, and goes on when there is room again', filling, async () => {
    await using disk = await smallDisk(4)
    await using store = await openDiskBlobStore({ dir: join(disk.path, 'blobs') })
    const writer = await store.create()
    const overfull = async (): Promise<void> => {
      for (let index = 0; index < 10; index++) await writer.write(Buffer.alloc(1024 * 1024, index))
      await writer.commit()
    }
    await assert.rejects(overfull(), { code: 'StorageUnavailable', retryable: true })
    await writer.abort()
    const next = await store.create()
    await next.write(Buffer.from('room again'))
    await next.commit()
    assert.equal(Buffer.concat(await Array.fromAsync(store.read(next.id))).toString(), 'room again')
    assert.equal((await Array.fromAsync(store.entries())).flat().length, 1)
  })

  it('syncs the file before the rename and the folder after it', async (t) => {
    await using here = await place()
    const trace = join(here.dir, 'trace')
    const script = new URL('./blob-child.ts', import.meta.url).pathname
    try {
      execFileSync('strace', [
        '-f',
        '-y',
        '-e',
        'trace=fdatasync,fsync,rename',
        '-o',
        trace,
        process.execPath,
        script,
        join(here.dir, 'blobs'),
        '1',
      ])
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
      t.skip('needs strace')
      return
    }
    const { readFile } = await import('node:fs/promises')
    const calls = (await readFile(trace, 'utf8')).split('\n')
    const renamed = calls.findIndex((call) => call.includes('rename("'))
    const synced = calls.findIndex((call) => /fdatasync\(\d+<[^>]*\.part/.test(call))
    const folder = calls.findIndex(
      (call, index) => index > renamed && /fsync\(\d+<[^>]*\/[0-9a-f]{2}>/.test(call),
    )
    assert.ok(synced >= 0 && renamed > synced && folder > renamed, calls.join('\n'))
  })
})
