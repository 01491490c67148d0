import type { SecureContext } from 'node:tls'
import type { ClientError } from '../../../client/client-error.ts'
import type { Clock } from '../../../exchange/ports/clock.ts'
import type { OutgoingOctets, PeerAddress } from '../../../exchange/ports/peers.ts'
import type { Trust } from '../../../exchange/ports/trust.ts'
import { busyDestination } from './call-failure.ts'
import { JudgedAgent, type KeptTimes } from './judged-agent.ts'
import { openJudged } from './judged-connection.ts'
import type { PeerPlace } from './peer-place.ts'
import { post, type Posted, type Posting } from './post.ts'
import { type SlotPatience, Slots } from './slots.ts'

/** What all destinations share. */
export interface DestinationWorld {
  readonly context: (now: number) => SecureContext
  readonly trust: Trust
  readonly clock: Clock
  readonly connectTimeout: number
  readonly idleTimeout: number
  readonly kept: KeptTimes
  /** Calls at once. */
  readonly most: number
}

/** One peer as one expectation has it: its connections serve no other. */
export class Destination {
  readonly place: PeerPlace
  readonly #idleTimeout: number
  readonly #agent: JudgedAgent
  /** Of their own each: a question that is long in being answered, or whose asker reads slowly, keeps no message back. */
  readonly #slots: Readonly<Record<'delivery' | 'request', Slots>>
  readonly #postings = new Set<Posting>()
  readonly #onUnused: () => void

  constructor(place: PeerPlace, to: PeerAddress, world: DestinationWorld, onUnused: () => void) {
    const { context, trust, clock } = world
    const order = { place, to, context, trust, clock, timeout: world.connectTimeout }
    this.place = place
    this.#idleTimeout = world.idleTimeout
    this.#slots = { delivery: new Slots(world.most), request: new Slots(world.most) }
    this.#onUnused = onUnused
    this.#agent = new JudgedAgent(
      () => openJudged(order),
      () => clock.monotonic(),
      world.kept,
      () => this.#tellUnused(),
    )
  }

  /**
   * Posts a message, once more where a kept connection was closed meanwhile; waits for its turn, a request no longer than
   * for its answer: somebody stands by.
   */
  async post(message: OutgoingOctets, answerTimeout: number, kind: 'delivery' | 'request'): Promise<Posted> {
    const slots = this.#slots[kind]
    const ended = await slots.take(kind === 'request' ? this.#tooLong(answerTimeout) : undefined)
    if (ended !== undefined) return { kind: 'broken', error: ended, unheard: false }
    let posting: Posting | undefined
    try {
      posting = this.#begin(message, answerTimeout)
      const first = await posting.posted
      if (first.kind === 'answered' || !first.unheard) return first
      // The other ones are as old: what comes next goes on a connection of its own.
      this.#agent.dropKept()
      posting = this.#begin(message, answerTimeout)
      return await posting.posted
    } finally {
      // An answer is still to be read: its connection takes the place until then.
      void (posting?.closed ?? Promise.resolve()).then(() => this.#giveSlot(slots))
    }
  }

  /** Ends every call with an error, and every connection; resolves when they are gone. */
  async end(reason: ClientError): Promise<void> {
    for (const slots of Object.values(this.#slots)) slots.stop(reason)
    const open = [...this.#postings]
    for (const posting of open) posting.end(reason)
    this.#agent.end()
    await Promise.all(open.map(({ closed }) => closed))
  }

  #begin(message: OutgoingOctets, answer: number): Posting {
    const timeouts = { idle: this.#idleTimeout, answer }
    const posting = post({ agent: this.#agent, place: this.place, message, timeouts })
    this.#postings.add(posting)
    void posting.closed.then(() => this.#postings.delete(posting))
    return posting
  }

  #tooLong(milliseconds: number): SlotPatience {
    return { milliseconds, error: busyDestination(this.place.name, milliseconds) }
  }

  #giveSlot(slots: Slots): void {
    slots.give()
    this.#tellUnused()
  }

  #tellUnused(): void {
    if (Object.values(this.#slots).every(({ unused }) => unused) && !this.#agent.keeps) this.#onUnused()
  }
}
