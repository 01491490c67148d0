import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { HandlerFault } from '../../src/adapters/handlers/handler-fault.ts'
import type { HandledReply, HandledRequest, Handlers } from '../../src/exchange/ports/handlers.ts'
import { until } from '../support/until.ts'

/** What a handler under test does with a request. */
export type Behaviour =
  /** Gives the file back as it comes. */
  | 'echo'
  /** Gives back, as JSON, what it was told. */
  | 'facts'
  /** Says no, in words with a line end and an escape character, and more of them than fit. */
  | 'refuse'
  | 'fail'
  /** Takes the file and says nothing. */
  | 'hang'
  /** Answers `part`, then nothing more. */
  | 'stall'
  /** Answers `part`, then breaks. */
  | 'break'
  /** Answers `deaf` without taking the file. */
  | 'deaf'
  /** Answers with nothing at all. */
  | 'empty'

/** The port, and what those who run the node were told of questions without an answer. */
export type OpenedHandlers = Handlers & AsyncDisposable & { readonly told: readonly string[] }

/** A handler that behaves so, for requests of `product` to `actor`. */
export type OpenHandler = (
  behaviour: Behaviour,
  options?: { readonly timeout?: number; readonly concurrency?: number },
) => Promise<OpenedHandlers>

export const actor = '2021000001'
export const product = '00000000-0000-4000-8000-000000000001'
export const patience = { timeout: 20_000, concurrency: 8 }

/** A file that tells how much of it was taken, and how it was left. */
export interface WatchedFile {
  readonly file: AsyncIterable<Uint8Array>
  taken: number
  ended: boolean
}

/** `pieces` and then the end; where `stuck`, nothing comes after them. */
export function watched(pieces: Iterable<Uint8Array>, stuck = false): WatchedFile {
  const it: WatchedFile = { file: read(), taken: 0, ended: false }
  async function* read(): AsyncGenerator<Uint8Array> {
    try {
      for (const piece of pieces) {
        it.taken += piece.length
        yield piece
      }
      if (stuck) throw new Error('the sender is gone')
    } finally {
      it.ended = true
    }
  }
  return it
}

export function text(content: string): WatchedFile {
  return watched([Buffer.from(content)])
}

function* repeated(piece: Uint8Array, times: number): Iterable<Uint8Array> {
  for (let count = 0; count < times; count++) yield piece
}

export function ask(file: AsyncIterable<Uint8Array>, parts: Partial<HandledRequest> = {}): HandledRequest {
  return {
    txId: '11111111-1111-4111-8111-111111111111',
    corrId: 'corr',
    contentId: 'content',
    from: '5560000001',
    to: actor,
    product,
    status: 'production',
    contentType: 'text/xml',
    fileName: 'ask.xml',
    bytes: 3,
    file,
    ...parts,
  }
}

export async function answered(of: ReturnType<Handlers['answer']>): Promise<HandledReply> {
  const reply = await of
  assert.equal(reply.kind, 'answered', reply.kind === 'failed' ? reply.words.en : '')
  return reply.kind === 'answered' ? reply : assert.fail()
}

export async function textOf(file: AsyncIterable<Uint8Array>): Promise<string> {
  return Buffer.concat(await Array.fromAsync(file)).toString()
}

/** Reads until it breaks; what came before, and what broke it. */
async function broken(file: AsyncIterable<Uint8Array>): Promise<{ before: string; error: HandlerFault }> {
  const pieces: Uint8Array[] = []
  try {
    for await (const piece of file) pieces.push(piece)
  } catch (error) {
    assert.ok(error instanceof HandlerFault)
    return { before: Buffer.concat(pieces).toString(), error }
  }
  return assert.fail('the answer came to an end')
}

const MiB = 1024 ** 2

/** Whatever the handler is. */
export function handlersContract(name: string, open: OpenHandler): void {
  describe(`a handler by ${name}`, () => {
    it('answers its product type for its actor, and nothing else', async () => {
      await using handlers = await open('echo')
      assert.ok(handlers.has(actor, product, 'production'))
      assert.ok(handlers.has(actor, `urn:X-shs:${product.toUpperCase()}`, 'production'))
      assert.ok(!handlers.has('5560000001', product, 'production'))
      assert.ok(!handlers.has(actor, '00000000-0000-4000-8000-000000000002', 'production'))
      assert.ok(!handlers.has(actor, product, 'test'), 'unless it is said to take test messages')
    })

    it('gets the file and gives one back, for any mailbox of the actor', async () => {
      await using handlers = await open('echo')
      const asked = text('abc')
      const reply = await answered(handlers.answer(ask(asked.file, { to: `${actor}.inkorg` })))
      assert.equal(reply.contentType, 'text/plain; charset=utf-8')
      assert.equal(reply.fileName, 'answer.txt')
      assert.equal(await textOf(reply.file), 'abc')
      assert.ok(asked.ended)
      assert.equal(await textOf(reply.file), '')
    })

    it('may answer with an empty file', async () => {
      await using handlers = await open('empty')
      const reply = await answered(handlers.answer(ask(text('abc').file)))
      assert.equal(await textOf(reply.file), '')
    })

    it('passes 200 MB both ways, and holds little of it', async () => {
      await using handlers = await open('echo')
      const piece = Buffer.alloc(64 * 1024, 'x')
      const asked = watched(repeated(piece, (200 * MiB) / piece.length))
      const before = held()
      const most: number[] = []
      let count = 0
      const reply = await answered(handlers.answer(ask(asked.file, { bytes: 200 * MiB })))
      for await (const octets of reply.file) {
        count += octets.length
        if (count > most.length * 20 * MiB) most.push(held() - before)
      }
      assert.equal(count, 200 * MiB)
      assert.ok(asked.ended)
      assert.ok(Math.max(...most) < 8 * MiB, most.map((bytes) => (bytes / MiB).toFixed(1)).join(' '))
    })

    it('takes no more of the file than the reader of the answer lets through', async () => {
      await using handlers = await open('echo')
      const piece = Buffer.alloc(64 * 1024, 'x')
      const asked = watched(repeated(piece, (200 * MiB) / piece.length))
      const reply = await answered(handlers.answer(ask(asked.file, { bytes: 200 * MiB })))
      const octets = reply.file[Symbol.asyncIterator]()
      await octets.next()
      await standsStill(() => asked.taken)
      assert.ok(asked.taken < 40 * MiB, `${Math.round(asked.taken / MiB)} MiB`)
      await octets.return?.()
      await until('the file is ended', () => asked.ended || undefined)
    })

    it('that says no is told of in its own words, bounded and safe', async () => {
      await using handlers = await open('refuse')
      const failure = await handlers.answer(ask(text('abc').file))
      assert.ok(failure.kind === 'failed')
      assert.equal(failure.because, 'refused')
      assert.match(
        failure.words.en,
        /^The receiver's system refused the request: Okänd person \[31m röd xxxxx/,
      )
      assert.ok(Buffer.byteLength(failure.words.en) < 2200)
      assert.doesNotMatch(failure.words.sv, /\p{Cc}/u)
    })

    it('that fails has failed', async () => {
      await using handlers = await open('fail')
      const asked = text('abc')
      const failure = await handlers.answer(ask(asked.file))
      assert.ok(failure.kind === 'failed')
      assert.equal(failure.because, 'failed')
      assert.equal(failure.words.en, "The receiver's system could not answer.")
      assert.match(handlers.told.join(), /^tested: tested could not answer: .*(?:503|3)$/)
      await until('the file is ended', () => asked.ended || undefined)
    })

    it('that says nothing is waited for so long, and the file is ended', async () => {
      await using handlers = await open('hang', { timeout: 1000 })
      const asked = watched(repeated(Buffer.alloc(1000), 3))
      const failure = await handlers.answer(ask(asked.file, { bytes: 3000 }))
      assert.ok(failure.kind === 'failed')
      assert.equal(failure.because, 'timeout')
      assert.match(failure.words.en, /^The receiver's system did not answer within 1 s\.$/)
      assert.deepEqual(handlers.told, ['tested: tested did not answer within 1 s'])
      assert.ok(asked.ended)
    })

    it('that falls silent in its answer breaks it off', async () => {
      await using handlers = await open('stall', { timeout: 1500 })
      const reply = await answered(handlers.answer(ask(text('abc').file)))
      const { before, error } = await broken(reply.file)
      assert.equal(before, 'part')
      assert.equal(error.because, 'timeout')
    })

    it('that breaks in its answer never seems to have given all of it', async () => {
      await using handlers = await open('break')
      const reply = await answered(handlers.answer(ask(text('abc').file)))
      const { before, error } = await broken(reply.file)
      assert.equal(before, 'part')
      assert.equal(error.because, 'failed')
    })

    it('need not take the file, which is ended then', async () => {
      await using handlers = await open('deaf')
      const asked = watched(repeated(Buffer.alloc(64 * 1024), 1600))
      const reply = await answered(handlers.answer(ask(asked.file, { bytes: 100 * MiB })))
      assert.equal(await textOf(reply.file), 'deaf')
      await until('the file is ended', () => asked.ended || undefined)
      assert.ok(asked.taken < 100 * MiB)
    })

    it('is let go when its answer is left', async () => {
      await using handlers = await open('echo', { concurrency: 1 })
      for (let count = 0; count < 3; count++) {
        const asked = watched(repeated(Buffer.alloc(64 * 1024), 1600))
        const reply = await answered(handlers.answer(ask(asked.file, { bytes: 100 * MiB })))
        for await (const octets of reply.file) {
          assert.ok(octets.length > 0)
          break
        }
        await until('the file is ended', () => asked.ended || undefined)
      }
    })

    it('is let go when nobody reads its answer', async () => {
      await using handlers = await open('echo', { concurrency: 1, timeout: 1500 })
      const unread = await answered(handlers.answer(ask(text('abc').file)))
      const asked = text('def')
      // The first holds the only turn until it is given up, 1.5 s after its answer.
      const failure = await handlers.answer(ask(asked.file))
      const next =
        failure.kind === 'answered' ? failure : await answered(handlers.answer(ask(text('def').file)))
      assert.equal(await textOf(next.file), 'def')
      assert.equal((await broken(unread.file)).error.because, 'timeout')
    })

    it('gets so many requests at once, and the next when one is done', async () => {
      await using handlers = await open('echo', { concurrency: 2 })
      const first = await answered(handlers.answer(ask(text('one').file)))
      const second = await answered(handlers.answer(ask(text('two').file)))
      let third: HandledReply | undefined
      const waiting = answered(handlers.answer(ask(text('3rd').file))).then((reply) => (third = reply))
      assert.equal(await textOf(second.file), 'two')
      await waiting
      assert.equal(await textOf(third?.file ?? assert.fail()), '3rd')
      assert.equal(await textOf(first.file), 'one')
    })

    it('whose turns are all taken is waited for until the timeout', async () => {
      await using handlers = await open('stall', { concurrency: 1, timeout: 1000 })
      const first = await answered(handlers.answer(ask(text('one').file)))
      const asked = text('two')
      const second = handlers.answer(ask(asked.file))
      // Being read, the first is no longer waited for.
      const octets = first.file[Symbol.asyncIterator]()
      await octets.next()
      const failure = await second
      assert.ok(failure.kind === 'failed')
      assert.equal(failure.because, 'timeout')
      assert.equal(asked.taken, 0)
      await octets.return?.()
    })

    it('is not blamed for a file that breaks', async () => {
      await using handlers = await open('hang')
      const asked = watched(repeated(Buffer.alloc(1000), 3), true)
      await assert.rejects(handlers.answer(ask(asked.file, { bytes: 9000 })), /the sender is gone/)
    })

    it('never gets a file of another size than it is told', async () => {
      await using handlers = await open('hang')
      for (const bytes of [2, 4]) {
        const asked = text('abc')
        await assert.rejects(handlers.answer(ask(asked.file, { bytes })), /other octets than the/)
        assert.ok(asked.ended)
      }
    })

    it('whose request breaks under its answer breaks that too', async () => {
      await using handlers = await open('echo')
      const begun = Promise.withResolvers<void>()
      async function* breaking(): AsyncGenerator<Uint8Array> {
        yield Buffer.from('abc')
        await begun.promise
        throw new Error('the sender is gone')
      }
      const reply = await answered(handlers.answer(ask(breaking(), { bytes: MiB })))
      begun.resolve()
      await assert.rejects(textOf(reply.file), /the sender is gone/)
    })

    it('is ended with the node', async () => {
      const handlers = await open('stall')
      const reply = await answered(handlers.answer(ask(text('abc').file)))
      const octets = reply.file[Symbol.asyncIterator]()
      await octets.next()
      const next = assert.rejects(async () => octets.next(), /the node is closing/)
      await handlers[Symbol.asyncDispose]()
      await next
      const asked = text('abc')
      const failure = await handlers.answer(ask(asked.file))
      assert.ok(failure.kind === 'failed')
      assert.match(handlers.told.join(), /the node is closing/)
    })
  })
}

/** Octets that are held on to: what waits to be collected is collected first, buffers in a second round. */
function held(): number {
  collect()
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** Resolves when a number has been the same ten times. */
async function standsStill(look: () => number): Promise<void> {
  let [last, same] = [-1, 0]
  await until('it stands still', () => {
    const now = look()
    same = now === last ? same + 1 : 0
    last = now
    return same > 20 || undefined
  })
}
