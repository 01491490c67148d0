import type { SeededRandom } from '../../kill/random.ts'
import { readMessage } from '../../support/read-message.ts'
import type { Accounts, SentMessage } from '../checks/accounts.ts'
import { Violation } from '../checks/violation.ts'
import type { Scheduler } from '../engine/scheduler.ts'
import { waiting } from '../engine/streams.ts'
import { attribute } from './adm-message.ts'
import { replyText } from './reply-message.ts'
import type { ReceiveAnswer } from '../network/answers.ts'
import type { Network } from '../network/network.ts'
import { SimNode } from '../world/sim-node.ts'
import type { ReceiveService } from '../network/sim-peers.ts'

const timeout = 60_000
const firstPause = 5_000
const longestPause = 600_000
/** How often somebody asks before it is no use any more. */
const mostAsked = 4

/** What senders work with. */
export interface SenderParts {
  readonly scheduler: Scheduler
  readonly network: Network
  readonly accounts: Accounts
  readonly random: SeededRandom
}

/** Posts with the same tx.id until it is answered for good, as a careful client does. `caller` is a certificate's number. */
export class Sender {
  readonly #parts: SenderParts
  /** Messages that are not answered yet. */
  #underWay = 0

  constructor(parts: SenderParts) {
    this.#parts = parts
  }

  get underWay(): number {
    return this.#underWay
  }

  /** Posts a message of the accounts; at times once more when it has been answered. */
  async send(message: SentMessage, caller: string, service: ReceiveService): Promise<void> {
    const { random, scheduler } = this.#parts
    if (message.transferType === 'synch') return this.#ask(message, caller, service)
    this.#note(message, service, await this.#postUntilAnswered(message.octets, caller, service))
    if (message.accepted === undefined || !random.chance(0.04)) return
    await after(scheduler, waiting(random, 60_000))
    this.#note(message, service, await this.#postUntilAnswered(message.octets, caller, service))
  }

  /** Somebody waits for the reply to a request, but not for ever; at times two ask the same at once. */
  async #ask(message: SentMessage, caller: string, service: ReceiveService): Promise<void> {
    const { random, scheduler } = this.#parts
    const askers = random.chance(0.2) ? [1, 2] : [1]
    this.#underWay += 1
    await Promise.all(
      askers.map(async () => {
        for (let tries = 0; tries < mostAsked; tries++) {
          const posted = await this.#postOnce(message.octets, caller, service)
          if (posted !== undefined) this.#note(message, service, posted)
          if (posted !== undefined && isFinal(posted.answer)) return
          await after(scheduler, waiting(random, firstPause))
        }
      }),
    )
    this.#underWay -= 1
  }

  /** Posts octets until they are answered for good. */
  async post(octets: Uint8Array, caller: string, service: ReceiveService): Promise<ReceiveAnswer> {
    const { answer } = await this.#postUntilAnswered(octets, caller, service)
    return answer
  }

  async #postUntilAnswered(octets: Uint8Array, caller: string, service: ReceiveService): Promise<Posted> {
    const { random, scheduler } = this.#parts
    this.#underWay += 1
    for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
      const posted = await this.#postOnce(octets, caller, service)
      if (posted !== undefined && isFinal(posted.answer)) {
        this.#underWay -= 1
        return posted
      }
      await after(scheduler, waiting(random, pause))
    }
  }

  async #postOnce(octets: Uint8Array, caller: string, service: ReceiveService): Promise<Posted | undefined> {
    const { network, random } = this.#parts
    const outcome = await network.call<ReceiveAnswer>({
      what: 'post',
      from: { place: `sender-${caller}` },
      to: service,
      body: cutUp(octets, random),
      timeout,
      serve: (connection) => service.receive(connection, caller),
    })
    return outcome.kind === 'answer' ? { answer: outcome.value, octets: outcome.octets } : undefined
  }

  #note(message: SentMessage, service: ReceiveService, { answer, octets }: Posted): void {
    const { place } = service
    const { accounts, scheduler } = this.#parts
    if (answer.status === 202) {
      if (answer.txId !== message.txId) {
        accounts.violate(new Violation('the answer names the message', place, message.txId))
      }
      if (message.accepted === undefined) {
        message.accepted = { receiptId: answer.localId, at: scheduler.now }
      } else if (!answer.duplicate || message.accepted.receiptId !== answer.localId) {
        accounts.violate(new Violation('a message again is a duplicate', place, message.txId))
      }
    } else if (answer.status === 200) {
      message.answered = true
      const { label, parts } = readMessage(Buffer.from(octets))
      const text = parts[0]?.content.toString('latin1')
      if (attribute(label, 'tx.id') !== message.txId || text !== replyText(message.sha256)) {
        accounts.violate(new Violation('a request gets its own reply', place, `${message.txId}: ${text}`))
      }
      if (service instanceof SimNode && service.watch.holds(message.sha256)) {
        accounts.violate(new Violation('of a request nothing is kept', place, message.txId))
      }
    } else if (answer.status === 400 || answer.status === 403) {
      const kept = service instanceof SimNode && service.watch.holds(message.sha256)
      if (kept) accounts.violate(new Violation('what is refused is not kept', place, message.txId))
      if (message.accepted === undefined) message.refused = { code: answer.code }
      else accounts.violate(new Violation('no refusal after a 202', place, `${message.txId}: ${answer.text}`))
    }
  }
}

/** An answer for good, with the octets that came in it. */
interface Posted {
  readonly answer: ReceiveAnswer
  readonly octets: Uint8Array
}

/** 202, the reply to a request, and a refusal that says why; a connection that was taken for broken is no answer. */
function isFinal(answer: ReceiveAnswer): boolean {
  return (
    answer.status === 202 ||
    answer.status === 200 ||
    answer.status === 403 ||
    (answer.status === 400 && answer.code !== undefined)
  )
}

/** In one to four pieces, as a network does. */
function cutUp(octets: Uint8Array, random: SeededRandom): readonly Uint8Array[] {
  const cuts = Array.from({ length: random.int(0, 3) }, () => random.int(1, octets.length - 1))
  const ends = [...new Set([...cuts, octets.length])].sort((one, other) => one - other)
  return ends.map((end, index) => octets.subarray(index === 0 ? 0 : ends[index - 1], end))
}

export function after(scheduler: Scheduler, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    scheduler.after(milliseconds, resolve)
  })
}
