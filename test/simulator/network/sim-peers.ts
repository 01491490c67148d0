import type {
  OutgoingOctets,
  PeerAddress,
  PeerAnswer,
  PeerFailure,
  PeerRefusal,
  PeerReply,
  Peers,
} from '../../../src/exchange/ports/peers.ts'
import type { Words } from '../../../src/protocol/words.ts'
import type { Life } from '../machine/life.ts'
import type { ReceiveAnswer } from './answers.ts'
import type { Connection } from './connection.ts'
import type { Called, Network } from './network.ts'

/** A receive service somewhere on the network. */
export interface ReceiveService extends Called {
  /** The organisation numbers that its certificate names. */
  readonly numbers: readonly string[]
  /** Takes a message in from whoever has a certificate with this number. */
  receive(connection: Connection<ReceiveAnswer>, from: string): Promise<void>
}

/** What the world wants to know of what a node sends, the moment it goes out. */
export interface PeerWatch {
  /** The head of a message that is delivered, and the place it goes to; disposed when that has come to its end. */
  delivering(head: Uint8Array): Disposable
}

/** Milliseconds that a node waits for another's answer. */
const timeout = 60_000

/** Other nodes over the simulated network, as one process of an actor's sees them. */
export function simPeers(
  calling: { readonly place: string; readonly life: Life; readonly number: string },
  network: Network,
  serviceAt: (url: string) => ReceiveService | undefined,
  watch: PeerWatch,
): Peers {
  async function post(
    what: string,
    to: PeerAddress,
    message: OutgoingOctets,
  ): Promise<PeerFailure | { readonly answer: ReceiveAnswer; readonly octets: Uint8Array }> {
    const service = serviceAt(to.url)
    if (service === undefined) return failed('connection', `nobody has the address ${to.url}`)
    if (!isWhoItMustBe(service, to)) return failed('wrongPeer', `${service.numbers.join()} answers there`)
    const outcome = await network.call<ReceiveAnswer>({
      what,
      from: calling,
      to: service,
      body: message.pieces(),
      timeout,
      serve: (connection) => service.receive(connection, calling.number),
    })
    if (outcome.kind === 'noBody') throw outcome.error
    if (outcome.kind === 'answer') return { answer: outcome.value, octets: outcome.octets }
    return failed(outcome.because === 'timeout' ? 'timeout' : 'connection', outcome.because)
  }
  return {
    async deliver(to, message) {
      let head: Uint8Array = new Uint8Array()
      for await (const piece of message.pieces()) {
        head = piece
        break
      }
      using _watched = watch.delivering(head)
      const posted = await post('deliver', to, message)
      return 'answer' in posted ? answerOf(posted.answer) : posted
    },
    async request(to, message) {
      const posted = await post('request', to, message)
      if (!('answer' in posted)) return posted
      const { answer, octets } = posted
      if (answer.status === 200) return reply(answer.contentType, octets)
      const other = answerOf(answer)
      return other.kind === 'accepted' ? failed('server', 'a request was taken in and not answered') : other
    },
  }
}

function reply(contentType: string, octets: Uint8Array): PeerReply {
  async function* body(): AsyncIterable<Uint8Array> {
    const half = Math.floor(octets.length / 2)
    yield octets.subarray(0, half)
    yield octets.subarray(half)
  }
  return { kind: 'reply', contentType, body: body() }
}

function isWhoItMustBe({ numbers }: ReceiveService, to: PeerAddress): boolean {
  return !to.pinned && to.numbers.some((number) => numbers.includes(number))
}

function answerOf(answer: ReceiveAnswer): PeerAnswer | PeerRefusal {
  switch (answer.status) {
    case 202: {
      const { duplicate, nodeId, localId } = answer
      return { kind: 'accepted', duplicate, nodeId, localId }
    }
    case 200:
      return failed('server', 'a message was answered as a request')
    case 400:
    case 403: {
      const { status, code, nodeId, text } = answer
      return {
        kind: 'refused',
        status,
        words: words(text),
        ...(code === undefined ? {} : { code }),
        ...(nodeId === undefined ? {} : { nodeId }),
      }
    }
    case 429:
    case 500:
    case 503: {
      const { status, retryAfter, text } = answer
      return {
        kind: 'failed',
        because: status === 500 ? 'server' : 'busy',
        status,
        words: words(text),
        ...(retryAfter === undefined ? {} : { retryAfter }),
      }
    }
  }
}

function failed(because: PeerFailure['because'], text: string): PeerFailure {
  return { kind: 'failed', because, words: words(text) }
}

function words(text: string): Words {
  return { sv: text, en: text }
}
