import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { PeerAnswer, PeerFailure, PeerRefusal, PeerReply } from '../../src/exchange/ports/peers.ts'
import { KvittensError } from '../../src/protocol/kvittens-error.ts'
import type { Behaviour } from '../support/faulty-peer.ts'
import { shsMessage } from '../support/shs-message.ts'
import { until } from '../support/until.ts'
import { long, outgoing, peersPlace, type PeersPlace } from './peers-place.ts'

type Answer = PeerAnswer | PeerReply

/** What becomes of one message that the peer answers so. */
async function delivered(behaviour: Behaviour): Promise<PeerAnswer> {
  await using place = await peersPlace()
  place.peer.next(behaviour)
  return await place.peers.deliver(place.address(), outgoing())
}

function asRefusal(answer: Answer): PeerRefusal {
  assert.equal(answer.kind, 'refused', JSON.stringify(answer))
  return answer
}

function asFailure(answer: Answer): PeerFailure {
  assert.equal(answer.kind, 'failed', JSON.stringify(answer))
  return answer
}

describe('peers: an asynchronous message', () => {
  it('is with the peer by its 202', async () => {
    await using place = await peersPlace()
    const { txId, octets } = shsMessage({})
    const answer = await place.peers.deliver(place.address(), outgoing(octets))
    assert.deepEqual(answer, { kind: 'accepted', duplicate: false, nodeId: 'faulty-1', localId: 'local-1' })
    assert.deepEqual(place.peer.taken.get(txId)?.octets, octets)
    const [call] = place.peer.calls
    assert.equal(call?.headers['content-type'], 'message/rfc822')
    assert.equal(call?.headers['content-length'], String(octets.length))
    assert.equal(call?.headers['transfer-encoding'], undefined)
  })

  it('is a duplicate by X-shs-duplicatemsg: yes alone', async () => {
    await using place = await peersPlace()
    const { octets } = shsMessage({})
    await place.peers.deliver(place.address(), outgoing(octets))
    const again = await place.peers.deliver(place.address(), outgoing(octets))
    assert.equal(again.kind === 'accepted' && again.duplicate, true)
    const headers = {
      'X-shs-duplicatemsg': 'Yes',
      'X-shs-arrivaldate': '1970-01-01T00:00:00',
    }
    const bare = await delivered({ kind: 'answer', status: 202, headers })
    assert.deepEqual(bare, { kind: 'accepted', duplicate: true })
  })

  it('is accepted whatever ids the peer gives, and odd ones are not shown', async () => {
    const headers = { 'X-shs-nodeid': 'n'.repeat(257), 'X-shs-localid': 'a\tb' }
    assert.deepEqual(await delivered({ kind: 'answer', status: 202, headers }), {
      kind: 'accepted',
      duplicate: false,
    })
  })

  it('is accepted though the text of the 202 is long, or never comes to its end', async () => {
    await using place = await peersPlace()
    place.peer.next(
      { kind: 'answer', status: 202, text: 'x'.repeat(200_000) },
      {
        kind: 'custom',
        handle(request, response) {
          request.resume().on('end', () => response.writeHead(202).write('begun'))
        },
      },
    )
    for (const _ of [1, 2, 3]) {
      const { kind } = await place.peers.deliver(place.address(), outgoing())
      assert.equal(kind, 'accepted')
    }
  })

  it('is refused with the code, the node and the words of a 400', async () => {
    const answer = await delivered({
      kind: 'answer',
      status: 400,
      headers: { 'X-shs-errorcode': 'UnknownReceiver', 'X-shs-nodeid': 'agency-1' },
      text: 'Mottagaren är okänd.\r\nSkriv rätt nummer.\n',
    })
    const text = 'Mottagaren är okänd. Skriv rätt nummer.'
    assert.deepEqual(answer, {
      kind: 'refused',
      status: 400,
      code: 'UnknownReceiver',
      nodeId: 'agency-1',
      words: { sv: text, en: text },
    })
  })

  for (const status of [401, 403, 404, 405, 410, 413, 415]) {
    it(`is refused by ${status}, in words even where the peer has none`, async () => {
      const answer = asRefusal(await delivered({ kind: 'answer', status }))
      assert.equal(answer.status, status)
      assert.match(answer.words.en, new RegExp(`answered ${status} without saying why`))
    })
  }

  it('is refused by what a page for browsers says in its status alone', async () => {
    const headers = { 'content-type': 'text/html; charset=utf-8' }
    const answer = await delivered({ kind: 'answer', status: 404, headers, text: '<h1>Not found</h1>' })
    assert.doesNotMatch(asRefusal(answer).words.sv, /h1/)
  })

  it('is refused with 4 KiB of a huge text at most, without waiting for the rest', async () => {
    await using place = await peersPlace()
    let sent = 0
    place.peer.next({
      kind: 'custom',
      handle(request, response) {
        request.resume()
        response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' })
        const more = (): void => {
          while (!response.destroyed && response.write('å'.repeat(10_000))) sent += 20_000
          if (!response.destroyed) response.once('drain', more)
        }
        more()
      },
    })
    const answer = asRefusal(await place.peers.deliver(place.address(), outgoing()))
    assert.match(answer.words.sv, /^å+$/)
    assert.equal(Buffer.byteLength(answer.words.sv), 4096)
    assert.ok(sent < 50_000_000, `${sent} octets`)
  })

  it('is refused in words that can neither forge a line nor move a cursor', async () => {
    const answer = await delivered({ kind: 'answer', status: 400, text: 'a\nb\u001b[2J\u202ec\u0000' })
    assert.equal(asRefusal(answer).words.en, 'a b\uFFFD[2J\uFFFDc\uFFFD')
  })

  it('is refused in Latin-1 where the words are no UTF-8', async () => {
    const answer = await delivered({ kind: 'answer', status: 400, text: Buffer.from('Okänd', 'latin1') })
    assert.equal(asRefusal(answer).words.sv, 'Okänd')
  })

  it('is refused without a code where the header holds none', async () => {
    const headers = { 'X-shs-errorcode': 'a code; with="things"' }
    const answer = await delivered({ kind: 'answer', status: 400, headers })
    assert.equal('code' in answer, false)
  })

  for (const status of [409, 425, 429, 503]) {
    it(`failed for now by ${status}: the peer is busy`, async () => {
      const answer = await delivered({
        kind: 'answer',
        status,
        headers: { 'Retry-After': '120' },
        text: 'Kom igen.',
      })
      const { because, retryAfter, words } = asFailure(answer)
      assert.deepEqual({ because, retryAfter }, { because: 'busy', retryAfter: 120_000 })
      assert.match(words.sv, new RegExp(`^127\\.0\\.0\\.1:\\d+ svarade ${status}: Kom igen\\.$`))
    })
  }

  it('failed for now until the HTTP date of Retry-After', async () => {
    const at = new Date(Date.now() + 600_000).toUTCString()
    const { retryAfter = 0 } = asFailure(
      await delivered({ kind: 'answer', status: 503, headers: { 'Retry-After': at } }),
    )
    assert.ok(retryAfter > 590_000 && retryAfter <= 600_000, String(retryAfter))
  })

  for (const [value, expected] of [
    ['soon', undefined],
    ['-5', undefined],
    ['12.5', undefined],
    ['0', 0],
    ['Fri, 31 Dec 1999 23:59:59 GMT', 0],
    ['99999999999', 24 * 3_600_000],
  ] as const) {
    it(`reads Retry-After: ${value} as ${expected}`, async () => {
      const answer = await delivered({ kind: 'answer', status: 429, headers: { 'Retry-After': value } })
      assert.equal(asFailure(answer).retryAfter, expected)
    })
  }

  for (const [status, because] of [
    [408, 'timeout'],
    [500, 'server'],
    [502, 'server'],
    [504, 'server'],
    [599, 'server'],
    [200, 'server'],
    [201, 'server'],
    [204, 'server'],
    [301, 'server'],
    [307, 'server'],
  ] as const) {
    it(`failed because of the peer's ${because} by ${status}`, async () => {
      const headers = status === 301 || status === 307 ? { location: 'https://127.0.0.1:1/' } : {}
      const answer = asFailure(await delivered({ kind: 'answer', status, headers }))
      assert.deepEqual([answer.because, answer.status], [because, status])
      assert.match(answer.words.en, new RegExp(String(status)))
      assert.match(answer.words.sv, new RegExp(String(status)))
      assert.equal(answer.cure === undefined, status >= 400)
    })
  }

  it('failed where the peer switches protocols', async () => {
    const headers = { upgrade: 'shs/2', connection: 'upgrade' }
    const handle: Extract<Behaviour, { kind: 'custom' }>['handle'] = (request, response) => {
      request.resume()
      response.writeHead(101, headers).end()
    }
    assert.equal(asFailure(await delivered({ kind: 'custom', handle })).because, 'connection')
  })

  it('failed where what answers does not speak HTTP, and the words hold nothing of it', async () => {
    await using place = await peersPlace()
    place.peer.next({
      kind: 'custom',
      handle: (request) => void request.resume().on('end', () => request.socket.end('SECRET octets\r\n\r\n')),
    })
    const answer = asFailure(await place.peers.deliver(place.address(), outgoing()))
    assert.equal(answer.because, 'connection')
    assert.match(answer.words.en, /does not speak HTTP/)
    assert.doesNotMatch(JSON.stringify(answer), /SECRET/)
  })

  it('failed where nothing listens, where the name is unknown, and where the address is none', async () => {
    await using place = await peersPlace()
    const gone = await place.start()
    await gone[Symbol.asyncDispose]()
    const to = (url: string): Promise<PeerAnswer> => place.peers.deliver(place.address({ url }), outgoing())
    const refused = asFailure(await to(gone.url))
    assert.equal(refused.because, 'connection')
    assert.match(refused.words.en, /nothing answers on that port/)
    assert.equal(asFailure(await to('https://no-such-host.invalid/shs/rs')).because, 'connection')
    const bad = asFailure(await to('http://name:secret@127.0.0.1:1/shs/rs'))
    assert.match(bad.words.en, /no https address: http:\/\/127/)
    assert.ok(bad.cure)
    assert.equal(asFailure(await to('nonsense')).because, 'connection')
  })

  it('is posted to the path and the query of the address', async () => {
    await using place = await peersPlace()
    let asked = ''
    place.peer.next({
      kind: 'custom',
      handle(request, response) {
        asked = request.url ?? ''
        request.resume().on('end', () => response.writeHead(202).end())
      },
    })
    const url = `${new URL(place.peer.url).origin}/node/SHS%20x/rs?to=5560000001`
    assert.equal((await place.peers.deliver(place.address({ url }), outgoing())).kind, 'accepted')
    assert.equal(asked, '/node/SHS%20x/rs?to=5560000001')
  })
})

describe('peers: an answer before the whole message is out', () => {
  for (const early of ['readsOn', 'closes'] as const) {
    it(`counts where it is a refusal, of a peer that ${early}`, async () => {
      await using place = await peersPlace()
      place.peer.next({
        kind: 'answer',
        status: 400,
        headers: { 'X-shs-errorcode': 'UnknownReceiver' },
        text: 'No.',
        early,
      })
      const message = long(1024 ** 3)
      const answer = asRefusal(await place.peers.deliver(place.address(), message))
      assert.equal(answer.code, 'UnknownReceiver')
      assert.ok(message.asked < 200_000_000, `${message.asked} octets were taken from the source`)
      assert.equal((await place.peers.deliver(place.address(), outgoing())).kind, 'accepted')
    })
  }

  it('counts where the rest of the message does not even come', async () => {
    await using place = await peersPlace()
    place.peer.next({ kind: 'answer', status: 403, text: 'No.', early: 'readsOn' })
    const { promise: kept } = Promise.withResolvers<void>()
    const pieces = async function* () {
      yield Buffer.alloc(1000)
      await kept
    }
    const message = { contentType: 'message/rfc822', length: 2000, pieces }
    assert.equal(asRefusal(await place.peers.deliver(place.address(), message)).status, 403)
  })

  it('does not count where it is a 202', async () => {
    await using place = await peersPlace()
    place.peer.next({ kind: 'answer', status: 202, early: 'readsOn' })
    const { promise: told, resolve: tell } = Promise.withResolvers<void>()
    const pieces = async function* () {
      yield Buffer.alloc(1000)
      await told
      yield Buffer.alloc(1000)
    }
    const answer = asFailure(
      await place.peers.deliver(place.address(), { contentType: 'message/rfc822', length: 2000, pieces }),
    )
    tell()
    assert.equal(answer.because, 'server')
    assert.match(answer.words.en, /no receipt/)
  })
})

describe('peers: a synchronous request', () => {
  const replyOctets = Buffer.from('the reply message')

  async function octetsOf(reply: Answer): Promise<Buffer> {
    assert.equal(reply.kind, 'reply', JSON.stringify(reply))
    return Buffer.concat(await Array.fromAsync(reply.body))
  }

  function answering(place: PeersPlace, status: number, text: string | Uint8Array): void {
    place.peer.next({ kind: 'answer', status, headers: { 'content-type': 'message/rfc822' }, text })
  }

  it('is answered by a 200 with the reply message', async () => {
    await using place = await peersPlace()
    answering(place, 200, replyOctets)
    const reply = await place.peers.request(place.address(), outgoing())
    assert.equal(reply.kind === 'reply' && reply.contentType, 'message/rfc822')
    assert.deepEqual(await octetsOf(reply), replyOctets)
    await place.peers.deliver(place.address(), outgoing())
    assert.equal(place.peer.connections, 1, 'a reply that is read to its end keeps the connection')
  })

  it('failed where the peer takes it as an asynchronous message', async () => {
    await using place = await peersPlace()
    const answer = asFailure(await place.peers.request(place.address(), outgoing()))
    assert.deepEqual([answer.because, answer.status], ['server', 202])
    assert.match(answer.words.en, /no reply to a synchronous request/)
  })

  it('is refused by a 400', async () => {
    await using place = await peersPlace()
    answering(place, 400, 'Nej.')
    assert.equal(asRefusal(await place.peers.request(place.address(), outgoing())).words.sv, 'Nej.')
  })

  it('is held back from a reply that is read slowly, and not blamed on the peer', async () => {
    await using place = await peersPlace()
    const idle = 1000
    const peers = place.open({ timeouts: { connect: 5000, idle } })
    let sent = 0
    place.peer.next({
      kind: 'custom',
      handle(request, response) {
        request.resume()
        response.writeHead(200)
        const piece = Buffer.alloc(64 * 1024)
        const more = (): void => {
          while (sent < 50_000_000) {
            sent += piece.length
            if (!response.write(piece)) return void response.once('drain', more)
          }
          response.end()
        }
        request.on('end', more)
      },
    })
    const reply = await peers.request(place.address(), outgoing())
    assert.equal(reply.kind, 'reply')
    const body = reply.body[Symbol.asyncIterator]()
    let read = (await body.next()).value?.length ?? 0
    const left = performance.now()
    const before = await stable(() => sent)
    await until('the reader has been away for longer than a peer may be', () =>
      performance.now() - left > 1.5 * idle ? true : undefined,
    )
    assert.equal(sent, before)
    assert.ok(before < 20_000_000, `${before} octets were taken while nobody read`)
    for (;;) {
      const next = await body.next()
      if (next.done === true) break
      read += next.value.length
    }
    assert.equal(read, sent)
  })

  it('breaks off with an error where the reply does', async () => {
    await using place = await peersPlace()
    place.peer.next({
      kind: 'custom',
      handle(request, response) {
        request.resume().on('end', () => {
          response.writeHead(200, { 'content-length': 1000 })
          response.write('SECRET', () => request.socket.destroy())
        })
      },
    })
    const reply = await place.peers.request(place.address(), outgoing())
    await assert.rejects(octetsOf(reply), (error: unknown) => {
      assert.ok(error instanceof KvittensError)
      assert.equal(error.code, 'ReplyBrokenOff')
      assert.equal(error.retryable, true)
      assert.equal(error.cause, undefined)
      return true
    })
  })

  it('breaks off with an error where the reply stands still', async () => {
    await using place = await peersPlace()
    const peers = place.open({ timeouts: { connect: 5000, idle: 100 } })
    place.peer.next({
      kind: 'custom',
      handle: (request, response) =>
        void request.resume().on('end', () => response.writeHead(200).write('x')),
    })
    const reply = await peers.request(place.address(), outgoing())
    await assert.rejects(octetsOf(reply), { code: 'TimedOut' })
  })

  it('lets go of the connection where the reply is left unread', { timeout: 20_000 }, async () => {
    // A peer that would end it by itself only after the test.
    await using place = await peersPlace({ keepAliveTimeout: 60_000 })
    const peers = place.open({ agentSockets: 1 })
    place.peer.next({ kind: 'answer', status: 200, text: 'whole' })
    place.peer.always({
      kind: 'custom',
      handle: (request, response) =>
        void request.resume().on('end', () => response.writeHead(200).write('x')),
    })
    for (const read of [0, 0, 1]) {
      const reply = await peers.request(place.address(), outgoing())
      assert.equal(reply.kind, 'reply')
      const body = reply.body[Symbol.asyncIterator]()
      if (read > 0) await body.next()
      await body.return?.()
    }
    place.peer.always({ kind: 'take' })
    assert.equal((await peers.deliver(place.address(), outgoing())).kind, 'accepted')
  })

  it('has a time of its own to be answered in', async () => {
    await using place = await peersPlace()
    const peers = place.open({ timeouts: { connect: 5000, idle: 10_000, reply: 100 } })
    place.peer.next({ kind: 'silent' })
    const answer = asFailure(await peers.request(place.address(), outgoing()))
    assert.equal(answer.because, 'timeout')
    assert.match(answer.words.en, /did not answer in 0.1 s/)
  })
})

describe('peers: what the message itself does', () => {
  it('throws what its source throws, and the peer keeps nothing', async () => {
    await using place = await peersPlace()
    const pieces = async function* () {
      yield Buffer.alloc(1000)
      await until('the peer has the beginning', () =>
        place.peer.calls[0]?.bytes === 1000 ? true : undefined,
      )
      throw new Error('the disk is gone')
    }
    const message = { contentType: 'message/rfc822', length: 2000, pieces }
    await assert.rejects(place.peers.deliver(place.address(), message), { message: 'the disk is gone' })
    await until('the connection is cut', () => (place.peer.calls[0]?.whole === false ? true : undefined))
    assert.equal(place.peer.taken.size, 0)
  })

  for (const [what, length] of [
    ['shorter', 101],
    ['longer', 99],
  ] as const) {
    it(`is broken off where it is ${what} than was said`, async () => {
      await using place = await peersPlace()
      const message = { ...outgoing(Buffer.alloc(100)), length }
      await assert.rejects(place.peers.deliver(place.address(), message), { code: 'MessageLength' })
      assert.equal(place.peer.taken.size, 0)
    })
  }
})

/** A number that goes up, once it has come to a standstill. */
async function stable(look: () => number): Promise<number> {
  let last = -1
  let since = 0
  return until('a standstill', () => {
    const now = look()
    since = now === last ? since + 1 : 0
    last = now
    return since > 30 ? now : undefined
  })
}
