import type { IncomingMessage } from 'node:http'
import { headerOf } from '../../../client/answer-error.ts'
import type { Clock } from '../../../exchange/ports/clock.ts'
import type {
  OutgoingOctets,
  PeerAddress,
  PeerAnswer,
  PeerFailure,
  PeerRefusal,
  PeerReply,
  Peers,
} from '../../../exchange/ports/peers.ts'
import type { Trust } from '../../../exchange/ports/trust.ts'
import { badUrl, callFailure, ending } from './call-failure.ts'
import { Destination, type DestinationWorld } from './destination.ts'
import { ownCertificates, type OwnCertificate } from './own-certificates.ts'
import { peerPlace } from './peer-place.ts'
import { type AnswerWorld, deliveryAnswer, otherAnswer } from './read-answer.ts'
import { ReplyBody } from './reply-body.ts'

/** Milliseconds, all of them. */
export interface PeerTimeouts {
  /** For DNS, TCP, TLS and the judgement of the peer's certificate together. */
  readonly connect: number
  /** Without an octet either way. */
  readonly idle: number
  /** From a synchronous request's last octet to its reply's headers; `idle` where absent. */
  readonly reply?: number
  /** That a connection is kept without a request; 30 s where absent. */
  readonly kept?: number
  /** That a connection is kept since its certificate was judged; 5 min where absent. */
  readonly judged?: number
}

export interface HttpsPeersOptions {
  /** The node's own, to show: the first that is valid. */
  readonly certificates: readonly OwnCertificate[]
  readonly trust: Trust
  readonly clock: Clock
  readonly timeouts: PeerTimeouts
  /** Deliveries to one destination at once, and as many requests; more of them wait. */
  readonly agentSockets: number
}

const standardTimes = { kept: 30_000, judged: 300_000 }
/** That the text of an answer is waited for, when its status has told the most of it. */
const longestText = 10_000

/**
 * Other nodes over mutual TLS (shs-protocol.md 5, 11). Whose certificate a peer shows is judged before an octet of a
 * request goes out. Disposing it ends every open call, with `failed`.
 */
export function openHttpsPeers(options: HttpsPeersOptions): Peers & AsyncDisposable {
  return new HttpsPeers(options)
}

class HttpsPeers implements Peers, AsyncDisposable {
  readonly #world: DestinationWorld
  readonly #replyTimeout: number
  readonly #destinations = new Map<string, Destination>()
  #ended = false

  constructor({ certificates, trust, clock, timeouts, agentSockets }: HttpsPeersOptions) {
    const { connect, idle, reply = idle, kept = standardTimes.kept, judged = standardTimes.judged } = timeouts
    this.#replyTimeout = reply
    this.#world = {
      context: ownCertificates(certificates),
      trust,
      clock,
      connectTimeout: connect,
      idleTimeout: idle,
      kept: { idle: kept, age: judged },
      most: agentSockets,
    }
  }

  async deliver(to: PeerAddress, message: OutgoingOctets): Promise<PeerAnswer> {
    return this.#call(to, message, 'delivery', this.#world.idleTimeout, deliveryAnswer)
  }

  async request(to: PeerAddress, message: OutgoingOctets): Promise<PeerReply | PeerRefusal | PeerFailure> {
    return this.#call(to, message, 'request', this.#replyTimeout, async (answer, world) =>
      answer.statusCode === 200 ? this.#reply(answer, world) : otherAnswer(answer, world, 200),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true
    const destinations = [...this.#destinations.values()]
    await Promise.all(destinations.map((destination) => destination.end(ending())))
  }

  async #call<A>(
    to: PeerAddress,
    message: OutgoingOctets,
    kind: 'delivery' | 'request',
    answerTimeout: number,
    read: (answer: IncomingMessage, world: AnswerWorld) => Promise<A>,
  ): Promise<A | PeerFailure> {
    const { clock, idleTimeout } = this.#world
    if (this.#ended) return callFailure(ending())
    const destination = this.#destination(to)
    if (destination === undefined) return callFailure(badUrl(to.url))
    const posted = await destination.post(message, answerTimeout, kind)
    if (posted.kind === 'broken') return callFailure(posted.error)
    return read(posted.answer, {
      host: destination.place.name,
      now: clock.now(),
      patience: Math.min(idleTimeout, longestText),
    })
  }

  #destination(to: PeerAddress): Destination | undefined {
    const key = expectation(to)
    const known = this.#destinations.get(key)
    if (known !== undefined) return known
    const place = peerPlace(to.url)
    if (place === undefined) return undefined
    const made = new Destination(place, to, this.#world, () => {
      if (this.#destinations.get(key) === made) this.#destinations.delete(key)
    })
    this.#destinations.set(key, made)
    return made
  }

  #reply(answer: IncomingMessage, { host }: AnswerWorld): PeerReply {
    const contentType = headerOf(answer, 'content-type')
    return {
      kind: 'reply',
      ...(contentType === undefined ? {} : { contentType }),
      body: new ReplyBody(answer, host, this.#world.idleTimeout),
    }
  }
}

/** All that a connection was judged by: only who expects the very same may use it. */
function expectation(to: PeerAddress): string {
  const { url, numbers, fingerprints, pinned, side, orHostName } = to
  return JSON.stringify([url, numbers.toSorted(), fingerprints.toSorted(), pinned, side, orHostName === true])
}
