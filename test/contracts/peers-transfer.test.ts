import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import type { PeerAnswer, PeerFailure } from '../../src/exchange/ports/peers.ts'
import { startBlackHole } from '../support/faulty-peer.ts'
import { shsMessage } from '../support/shs-message.ts'
import { until } from '../support/until.ts'
import { long, outgoing, peersPlace } from './peers-place.ts'

const MiB = 1024 ** 2

function failed(answer: PeerAnswer): PeerFailure {
  assert.equal(answer.kind, 'failed', JSON.stringify(answer))
  return answer
}

describe('peers: time', () => {
  it('to connect ends at something that accepts and says nothing', async () => {
    await using place = await peersPlace()
    await using hole = await startBlackHole()
    const peers = place.open({ timeouts: { connect: 100, idle: 60_000 } })
    const answer = failed(await peers.deliver(place.address({ url: hole.url }), outgoing()))
    assert.equal(answer.because, 'timeout')
    assert.match(answer.words.en, /No connection with 127.0.0.1:\d+ in 0.1 s/)
    assert.equal(hole.connections, 1)
  })

  it('to connect holds for the judgement too', async () => {
    await using place = await peersPlace()
    const trust = { judge: () => new Promise<never>(() => {}) }
    const peers = place.open({ trust, timeouts: { connect: 100, idle: 60_000 } })
    assert.equal(failed(await peers.deliver(place.address(), outgoing())).because, 'timeout')
    assert.equal(place.peer.octets, 0)
  })

  it('ends at a peer that takes the message and never answers', async () => {
    await using place = await peersPlace()
    const peers = place.open({ timeouts: { connect: 5000, idle: 100 } })
    place.peer.next({ kind: 'silent' })
    const answer = failed(await peers.deliver(place.address(), outgoing()))
    assert.equal(answer.because, 'timeout')
    assert.match(answer.words.en, /did not answer in 0.1 s/)
    assert.equal(place.peer.calls.length, 1, 'it is not sent again at once')
  })

  it('ends at a peer that only says that it goes on', async () => {
    await using place = await peersPlace()
    const peers = place.open({ timeouts: { connect: 5000, idle: 200 } })
    place.peer.next({
      kind: 'custom',
      handle(request, response) {
        request.resume()
        const goOn = setInterval(() => response.writeProcessing(), 20)
        response.once('close', () => clearInterval(goOn))
      },
    })
    assert.equal(failed(await peers.deliver(place.address(), outgoing())).because, 'timeout')
  })

  it('ends at a peer that stops taking the message, and no more of it is read', async () => {
    await using place = await peersPlace()
    const peers = place.open({ timeouts: { connect: 5000, idle: 500 } })
    place.peer.next({ kind: 'deaf' })
    const message = long(1024 * MiB)
    const answer = failed(await peers.deliver(place.address(), message))
    assert.equal(answer.because, 'timeout')
    assert.match(answer.words.en, /stood still for 0.5 s/)
    assert.ok(message.asked < 32 * MiB, `${message.asked} octets were taken from the source`)
  })

  it('does not end at a peer that is slow, but takes it', async () => {
    await using place = await peersPlace()
    const peers = place.open({ timeouts: { connect: 5000, idle: 1000 } })
    const size = 24 * MiB
    place.peer.next({ kind: 'slow', bytesPerSecond: 12 * MiB })
    const begun = performance.now()
    assert.equal((await peers.deliver(place.address(), long(size))).kind, 'accepted')
    assert.ok(performance.now() - begun > 1500, 'the peer was slower than the timeout')
  })
})

describe('peers: a connection that breaks', () => {
  it('in the middle of the message is a failure of the connection', async () => {
    await using place = await peersPlace()
    place.peer.next({ kind: 'reset', afterBytes: MiB })
    const message = long(300 * MiB)
    const answer = failed(await place.peers.deliver(place.address(), message))
    assert.equal(answer.because, 'connection')
    assert.match(answer.words.sv, /förbindelsen bröts/)
    assert.ok(message.asked < 64 * MiB)
    assert.equal(place.peer.calls.length, 1)
  })

  it('in place of the answer is one too, on a connection that was new', async () => {
    await using place = await peersPlace()
    place.peer.next({ kind: 'loseAnswer' })
    const { txId, octets } = shsMessage({})
    assert.equal(failed(await place.peers.deliver(place.address(), outgoing(octets))).because, 'connection')
    const again = await place.peers.deliver(place.address(), outgoing(octets))
    assert.equal(again.kind === 'accepted' && again.duplicate, true)
    assert.equal(place.peer.taken.get(txId)?.times, 2)
  })

  it('while it was kept costs nothing: the message goes out on a new one', async () => {
    await using place = await peersPlace()
    const send = async (): Promise<void> => {
      const message = outgoing()
      assert.equal((await place.peers.deliver(place.address(), message)).kind, 'accepted')
      assert.ok(message.begun <= 2)
    }
    for (let count = 1; count <= 20; count++) {
      await send()
      place.peer.closeIdle()
    }
    assert.equal(place.peer.taken.size, 20)
  })

  it('on its way out, after it had been kept, sends the message once more on a new one', async () => {
    await using place = await peersPlace()
    const peers = place.open()
    const kept = async (): Promise<PeerAnswer> => peers.deliver(place.address(), outgoing())
    // Several are kept, and all of them are gone.
    place.peer.always({ kind: 'slow', bytesPerSecond: 1000 })
    await Promise.all([kept(), kept(), kept()])
    place.peer.always({ kind: 'take' })
    place.peer.next({ kind: 'reset', afterBytes: 0 })
    const message = outgoing()
    const before = place.peer.calls.length
    assert.deepEqual((await peers.deliver(place.address(), message)).kind, 'accepted')
    assert.equal(message.begun, 2)
    const [broken, good] = place.peer.calls.slice(before)
    assert.ok(broken && good)
    assert.ok(broken.connection <= 3)
    assert.equal(good.connection, 4)
  })

  it('twice is a failure, and the message is not sent a third time', async () => {
    await using place = await peersPlace()
    await place.peers.deliver(place.address(), outgoing())
    place.peer.always({ kind: 'reset', afterBytes: 0 })
    const message = outgoing()
    assert.equal(failed(await place.peers.deliver(place.address(), message)).because, 'connection')
    assert.equal(message.begun, 2)
  })

  it('after the beginning of an answer is not tried again', async () => {
    await using place = await peersPlace()
    await place.peers.deliver(place.address(), outgoing())
    place.peer.always({
      kind: 'custom',
      handle: (request) =>
        void request.resume().on('end', () => request.socket.end('HTTP/1.1 202 Accepted\r\nX-shs')),
    })
    const message = outgoing()
    assert.equal(failed(await place.peers.deliver(place.address(), message)).because, 'connection')
    assert.equal(message.begun, 1)
  })
})

describe('peers: a peer that answers twice', () => {
  for (const second of ['atOnce', 'whenTold'] as const) {
    it(`${second} gives no receipt for a message that it did not take`, async () => {
      await using place = await peersPlace()
      place.peer.next({ kind: 'twice', second })
      const one = shsMessage({})
      const first = await place.peers.deliver(place.address(), { ...outgoing(one.octets), txId: one.txId })
      assert.equal(first.kind === 'accepted' && first.localId, 'first')
      if (second === 'whenTold') {
        place.peer.answerAgain()
        await until('the odd connection is closed', () => (place.peer.open === 0 ? true : undefined))
      }
      const next = shsMessage({})
      const answer = await place.peers.deliver(place.address(), {
        ...outgoing(next.octets),
        txId: next.txId.toUpperCase(),
      })
      assert.equal(answer.kind === 'accepted' && answer.localId, 'local-2')
      assert.deepEqual(place.peer.taken.get(next.txId)?.octets, next.octets)
    })
  }
})

describe('peers: much of it', () => {
  it('300 MB go through, octet for octet, in bounded memory', async () => {
    await using place = await peersPlace()
    const size = 300_000_000
    const message = long(size)
    const hash = createHash('sha256')
    for await (const piece of message.pieces()) hash.update(piece)
    globalThis.gc?.()
    const before = process.memoryUsage().rss
    let most = 0
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss - before)
    }, 20)
    const answer = await place.peers.deliver(place.address(), message)
    clearInterval(watch)
    assert.equal(answer.kind, 'accepted')
    assert.equal(place.peer.calls[0]?.bytes, size)
    assert.equal(place.peer.calls[0]?.sha256, hash.digest('hex'))
    assert.ok(most > 0 && most < 150 * MiB, `memory grew by ${most} octets`)
  })

  it('goes to 20 destinations at once, each over connections of its own', async () => {
    await using place = await peersPlace()
    const all = await Promise.all(Array.from({ length: 20 }, () => place.start()))
    const sent = all.flatMap((peer) =>
      Array.from({ length: 5 }, async () => {
        const { txId, octets } = shsMessage({})
        const answer = await place.peers.deliver(place.address({ url: peer.url }), outgoing(octets))
        assert.equal(answer.kind, 'accepted')
        assert.ok(peer.taken.has(txId))
      }),
    )
    await Promise.all(sent)
    for (const peer of all) {
      assert.equal(peer.taken.size, 5)
      assert.ok(peer.connections <= 5)
    }
  })

  it('waits its turn at one destination, and holds up no other', async () => {
    await using place = await peersPlace()
    const peers = place.open({ agentSockets: 3 })
    const { promise: told, resolve: tell } = Promise.withResolvers<void>()
    let atOnce = 0
    let most = 0
    place.peer.always({
      kind: 'custom',
      async handle(request, response) {
        most = Math.max(most, ++atOnce)
        request.resume()
        await told
        atOnce--
        response.writeHead(202).end()
      },
    })
    const sent = Array.from({ length: 20 }, () => peers.deliver(place.address(), outgoing()))
    await until('three of them are there', () => (place.peer.calls.length === 3 ? true : undefined))
    const elsewhere = await place.start()
    const other = await peers.deliver(place.address({ url: elsewhere.url }), outgoing())
    assert.equal(other.kind, 'accepted')
    assert.equal(place.peer.calls.length, 3)
    tell()
    for (const { kind } of await Promise.all(sent)) assert.equal(kind, 'accepted')
    assert.equal(most, 3)
    assert.equal(place.peer.connections, 3)
  })

  it('waits its turn while connections are refused, too', async () => {
    await using place = await peersPlace()
    const peers = place.open({ agentSockets: 2 })
    await using hole = await startBlackHole()
    const short = place.open({ agentSockets: 2, timeouts: { connect: 50, idle: 5000 } })
    const to = place.address({ url: hole.url })
    const sent = await Promise.all(Array.from({ length: 6 }, () => short.deliver(to, outgoing())))
    for (const answer of sent) assert.equal(failed(answer).because, 'timeout')
    assert.equal(hole.connections, 6)
    await until('all are closed', () => (hole.open === 0 ? true : undefined))
    // The other end sees a close a little later than this one does.
    assert.ok(hole.mostOpen <= 4, `${hole.mostOpen} at once`)
    assert.equal((await peers.deliver(place.address(), outgoing())).kind, 'accepted')
  })
})

describe('peers: the end of the node', () => {
  it('ends every open call, those that wait or connect too, and every connection', async () => {
    await using place = await peersPlace()
    await using hole = await startBlackHole()
    const peers = place.open({ agentSockets: 1, timeouts: { connect: 60_000, idle: 60_000 } })
    await peers.deliver(place.address(), outgoing())
    place.peer.always({ kind: 'silent' })
    const deaf = await place.start()
    deaf.always({ kind: 'deaf' })
    const sent = [
      peers.deliver(place.address(), outgoing()),
      peers.deliver(place.address(), outgoing()),
      peers.deliver(place.address({ url: deaf.url }), long(1024 * MiB)),
      peers.deliver(place.address({ url: hole.url }), outgoing()),
      peers.request(place.address({ url: hole.url }), outgoing()),
      peers.request(place.address({ url: hole.url }), outgoing()),
    ]
    await until('they are under way', () =>
      place.peer.calls.length === 2 && deaf.calls.length === 1 && hole.connections === 2 ? true : undefined,
    )
    await peers[Symbol.asyncDispose]()
    for (const answer of await Promise.all(sent)) {
      assert.equal(answer.kind === 'failed' && answer.because, 'ending')
      assert.match(answer.kind === 'failed' ? answer.words.sv : '', /den här noden stängs/)
    }
    // The deaf one reads nothing, the end of the connection neither.
    await until('nothing is open', () => (place.peer.open + hole.open === 0 ? true : undefined))
    const late = failed(await peers.deliver(place.address(), outgoing()))
    assert.match(late.words.en, /this node is closing/)
    await peers[Symbol.asyncDispose]()
  })

  it('breaks off a reply that is being read', async () => {
    await using place = await peersPlace()
    const peers = place.open()
    place.peer.next({
      kind: 'custom',
      handle: (request, response) =>
        void request.resume().on('end', () => response.writeHead(200).write('x')),
    })
    const reply = await peers.request(place.address(), outgoing())
    assert.equal(reply.kind, 'reply')
    const body = reply.body[Symbol.asyncIterator]()
    await body.next()
    const next = body.next()
    await Promise.all([peers[Symbol.asyncDispose](), assert.rejects(next, { code: 'ReplyBrokenOff' })])
  })
})
