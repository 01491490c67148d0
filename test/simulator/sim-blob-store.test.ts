import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { blobStoreContract } from '../contracts/blob-store.ts'
import { SeededRandom } from '../kill/random.ts'
import { BlobDisk } from './disk/blob-disk.ts'
import { healthyDisk } from './disk/disk-health.ts'
import { simBlobStore } from './disk/sim-blob-store.ts'
import { pumpedScheduler } from './engine/pumped.ts'
import { Life } from './machine/life.ts'

/** Each opening is a process of its own, which ends by closing its files or by losing power. */
async function simPlace(end: 'close' | 'crash') {
  const pumped = pumpedScheduler()
  const disk = new BlobDisk()
  const random = new SeededRandom(3)
  return {
    async open() {
      const life = new Life('process', pumped.scheduler, new SeededRandom(1))
      const clock = { now: () => Date.now(), monotonic: () => pumped.scheduler.now }
      return {
        ...simBlobStore({ disk, health: healthyDisk(), life, clock, random }),
        async [Symbol.asyncDispose]() {
          life.end()
          if (end === 'crash') disk.crash(random)
        },
      }
    },
    [Symbol.asyncDispose]: () => pumped[Symbol.asyncDispose](),
  }
}

blobStoreContract('the simulated disk', () => simPlace('close'))

describe('the simulated disk', () => {
  it('keeps what was committed over a crash, and at most a part of what was not', async () => {
    await using place = await simPlace('crash')
    const whole = new Uint8Array(5000).fill(7)
    const ids: string[] = []
    {
      await using store = await place.open()
      const writer = await store.create()
      await writer.write(whole)
      await writer.commit()
      ids.push(writer.id)
      const half = await store.create()
      await half.write(whole)
      ids.push(half.id)
    }
    await using store = await place.open()
    const [committed = '', half = ''] = ids
    assert.deepEqual(Buffer.concat(await Array.fromAsync(store.read(committed))), Buffer.from(whole))
    await assert.rejects(Array.fromAsync(store.read(half)), { code: 'BlobMissing' })
  })
})
