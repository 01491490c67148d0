import { writeSync } from 'node:fs'
import { openDiskBlobStore } from '../../src/adapters/blob-store/disk/open.ts'

/** Writes blobs, four at a time, and prints the id of each when its commit is answered; without a count, for ever. */
const [dir = '', count = 'Infinity'] = process.argv.slice(2)
const store = await openDiskBlobStore({ dir })
let left = Number(count)
await Promise.all(
  Array.from({ length: 4 }, async () => {
    while (left-- > 0) {
      const writer = await store.create()
      for (let index = 0; index < 7; index++) await writer.write(Buffer.alloc(100_000, index))
      await writer.commit()
      writeSync(1, `${writer.id}\n`)
    }
  }),
)
