import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SharedReply } from '../../../src/exchange/synchronous/shared-reply.ts'

const octets = (text: string): Uint8Array => Buffer.from(text)

function source(pieces: readonly string[], failure?: Error) {
  const seen = { read: 0, ended: false }
  async function* read(): AsyncIterable<Uint8Array> {
    try {
      for (const piece of pieces) {
        seen.read += 1
        yield octets(piece)
      }
      if (failure !== undefined) throw failure
    } finally {
      seen.ended = true
    }
  }
  return { seen, iterable: read() }
}

async function all(iterable: AsyncIterable<Uint8Array> | undefined): Promise<string> {
  assert.ok(iterable !== undefined)
  let text = ''
  for await (const piece of iterable) text += Buffer.from(piece).toString()
  return text
}

describe('a reply that several wait for', () => {
  it('is read once and given whole to each', async () => {
    const { iterable, seen } = source(['a', 'b', 'c'])
    const shared = new SharedReply(iterable)
    const readers = [shared.join(), shared.join(), shared.join()]
    assert.deepEqual(await Promise.all(readers.map(all)), ['abc', 'abc', 'abc'])
    assert.equal(seen.read, 3)
  })

  it('goes as fast as the slowest takes it', async () => {
    const { iterable, seen } = source(['a', 'b', 'c'])
    const shared = new SharedReply(iterable)
    const quick = shared.join()
    const slow = shared.join()
    const first = quick?.next()
    await slow?.next()
    await first
    const second = quick?.next()
    assert.equal(seen.read, 1, 'nothing is read ahead of the slow one')
    await slow?.next()
    await second
    assert.equal(seen.read, 2)
  })

  it('can be joined until the first octets are out', async () => {
    const shared = new SharedReply(source(['a', 'b']).iterable)
    const first = shared.join()
    await first?.next()
    assert.equal(shared.join(), undefined)
  })

  it('goes on without one that leaves, and ends its source with the last', async () => {
    const { iterable, seen } = source(['a', 'b', 'c'])
    const shared = new SharedReply(iterable)
    const stays = shared.join()
    const leaves = shared.join()
    const first = stays?.next()
    await leaves?.return?.()
    await first
    await stays?.next()
    assert.equal(seen.ended, false)
    await stays?.return?.()
    assert.equal(seen.ended, true)
  })

  it('breaks off for each where its source does', async () => {
    const shared = new SharedReply(source(['a'], new Error('gone')).iterable)
    const readers = [shared.join(), shared.join()]
    const ends = await Promise.allSettled(readers.map(all))
    assert.deepEqual(
      ends.map(({ status }) => status),
      ['rejected', 'rejected'],
    )
  })
})
