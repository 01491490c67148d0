import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import type { BlobEntry, BlobRange, BlobStore } from '../../src/exchange/ports/blob-store.ts'

/** A blob store that can be closed and opened again with what it holds; disposing the place removes it. */
export interface BlobStorePlace extends AsyncDisposable {
  open(): Promise<BlobStore & AsyncDisposable>
}

/** What every blob store must do, run against one adapter. */
export function blobStoreContract(name: string, newPlace: () => Promise<BlobStorePlace>): void {
  describe(`blob store: ${name}`, () => {
    it('gives back what was written, whatever the pieces were', async () => {
      await using opened = await openNew(newPlace)
      for (const pieces of [
        [0],
        [1],
        [5, 0, 7],
        [600_000],
        [511_000, 2_000, 3],
        [100, 524_288, 9],
        [1_300_000, 1],
      ]) {
        const bytes = pieces.map((length) => randomBytes(length))
        const id = await put(opened.store, bytes)
        assert.ok(Buffer.concat(bytes).equals(await get(opened.store, id)), `pieces of ${pieces.join(', ')}`)
      }
    })

    it('does not keep hold of the octets it was handed', async () => {
      await using opened = await openNew(newPlace)
      const writer = await opened.store.create()
      const piece = Buffer.alloc(1000)
      for (let index = 0; index < 10; index++) await writer.write(piece.fill(index))
      await writer.commit()
      const found = await get(opened.store, writer.id)
      assert.deepEqual([found[0], found[9999], found.length], [0, 9, 10_000])
    })

    it('reads ranges, to the end at most', async () => {
      await using opened = await openNew(newPlace)
      const bytes = randomBytes(700_000)
      const id = await put(opened.store, [bytes])
      const ranges: readonly BlobRange[] = [
        { start: 0, end: 1 },
        { start: 5, end: 5 },
        { start: 262_143, end: 262_146 },
        { start: 1, end: 699_999 },
        { start: 699_990, end: 999_999 },
        { start: 900_000, end: 900_001 },
      ]
      for (const range of ranges) {
        const expected = bytes.subarray(range.start, range.end)
        assert.ok(expected.equals(await get(opened.store, id, range)), `${range.start} to ${range.end}`)
      }
    })

    it('can be read by many at once, and left early', async () => {
      await using opened = await openNew(newPlace)
      const id = await put(opened.store, [randomBytes(2_000_000)])
      await Promise.all(
        Array.from({ length: 50 }, async () => {
          for await (const chunk of opened.store.read(id)) {
            assert.ok(chunk.length > 0)
            break
          }
        }),
      )
    })

    it('says BlobMissing for what is not there, when it is read', async () => {
      await using opened = await openNew(newPlace)
      for (const id of ['0'.repeat(32), 'no-such-name', '../../etc/passwd', '']) {
        const reading = opened.store.read(id)
        await assert.rejects(Array.fromAsync(reading), { code: 'BlobMissing' })
      }
    })

    it('has no blob before its commit, and none after an abort', async () => {
      await using opened = await openNew(newPlace)
      const writer = await opened.store.create()
      await writer.write(randomBytes(1_000_000))
      await assert.rejects(get(opened.store, writer.id), { code: 'BlobMissing' })
      await writer.abort()
      await writer.abort()
      await assert.rejects(get(opened.store, writer.id), { code: 'BlobMissing' })
      assert.deepEqual(await entries(opened.store), [])
    })

    it('removes blobs, and says nothing of those that are not there', async () => {
      await using opened = await openNew(newPlace)
      const [one, two] = [
        await put(opened.store, [randomBytes(10)]),
        await put(opened.store, [randomBytes(10)]),
      ]
      await opened.store.remove([one, one, 'never', 'f'.repeat(32)])
      await assert.rejects(get(opened.store, one), { code: 'BlobMissing' })
      assert.equal((await get(opened.store, two)).length, 10)
    })

    it('tells of every blob, half-written ones too, and can remove those', async () => {
      await using place = await newPlace()
      const since = Date.now() - 5000
      let committed = ''
      let half = ''
      {
        await using store = await place.open()
        committed = await put(store, [randomBytes(1234)])
        const writer = await store.create()
        half = writer.id
        await writer.write(randomBytes(2_000_000))
      }
      await using store = await place.open()
      const found = await entries(store)
      assert.deepEqual(found.map((entry) => entry.id).sort(), [committed, half].sort())
      const entry = found.find((candidate) => candidate.id === committed)
      assert.equal(entry?.bytes, 1234)
      assert.ok(entry.changedAt > since && entry.changedAt < Date.now() + 5000)
      await store.remove([half])
      assert.deepEqual(
        (await entries(store)).map((left) => left.id),
        [committed],
      )
    })

    it('gives each blob an id of its own', async () => {
      await using opened = await openNew(newPlace)
      const ids = await Promise.all(
        Array.from({ length: 100 }, (_, index) => put(opened.store, [Buffer.from([index])])),
      )
      assert.equal(new Set(ids).size, 100)
      for (const [index, id] of ids.entries()) assert.equal((await get(opened.store, id))[0], index)
      assert.equal((await entries(opened.store)).length, 100)
    })

    it('keeps blobs when it is opened again', async () => {
      await using place = await newPlace()
      const bytes = randomBytes(3_000_000)
      let id = ''
      {
        await using store = await place.open()
        id = await put(store, [bytes])
      }
      await using store = await place.open()
      assert.equal(sha256(await get(store, id)), sha256(bytes))
    })
  })
}

async function openNew(
  newPlace: () => Promise<BlobStorePlace>,
): Promise<{ store: BlobStore } & AsyncDisposable> {
  const place = await newPlace()
  const store = await place.open()
  return {
    store,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      await place[Symbol.asyncDispose]()
    },
  }
}

async function put(store: BlobStore, pieces: readonly Uint8Array[]): Promise<string> {
  const writer = await store.create()
  for (const piece of pieces) await writer.write(piece)
  await writer.commit()
  return writer.id
}

async function get(store: BlobStore, id: string, range?: BlobRange): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(store.read(id, range)))
}

async function entries(store: BlobStore): Promise<BlobEntry[]> {
  return (await Array.fromAsync(store.entries())).flat()
}

function sha256(octets: Uint8Array): string {
  return createHash('sha256').update(octets).digest('hex')
}
