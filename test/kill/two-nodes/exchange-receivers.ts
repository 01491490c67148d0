import { setTimeout as after } from 'node:timers/promises'
import type { Answer, MtlsClient } from '../../support/mtls-client.ts'
import { type ListedMessage, readMessageList } from '../../support/read-message.ts'
import { checkContent } from '../answers.ts'
import { inParallel } from '../in-parallel.ts'
import type { SeededRandom } from '../random.ts'
import type { Arrival, Exchanged, ExchangeLedger } from './exchange-ledger.ts'
import type { Load } from './load.ts'
import { lost, type MortalNode } from './mortal-node.ts'

/** A message in a receiver's mailbox, as it is listed there. */
interface Listed {
  readonly message: Exchanged
  readonly arrival: Arrival
  readonly txId: string
}

/** A receiver's system: lists, fetches, holds what it fetched against what was sent, and acknowledges. */
export class Receiver {
  readonly #load: Load
  readonly #node: MortalNode
  readonly #owner: string

  constructor(load: Load, node: MortalNode, owner: string) {
    this.#load = load
    this.#node = node
    this.#owner = owner
  }

  /** Works on some of what is there until nothing new is sent. */
  async workUntilOver(random: SeededRandom): Promise<void> {
    while (!this.#load.over) {
      const listed = await this.#list(random.chance(0.5) ? 'maxhits=40&filter=noack' : 'maxhits=40')
      if (listed.length === 0) await after(10)
      for (let count = random.int(1, 6); count > 0 && !this.#load.over; count--) {
        const one = random.pick(listed)
        if (one === undefined) break
        await this.#fetch(one)
        if (random.chance(0.7)) await this.#acknowledge(one)
      }
    }
  }

  /** Fetches what nobody has fetched and acknowledges all that is there; how many there were. */
  async takeAll(): Promise<number> {
    const listed = await this.#list('maxhits=1000000&filter=noack')
    await inParallel(listed, 4, async (one) => {
      if (one.arrival.fetchesSeen === 0) await this.#fetch(one)
      await this.#acknowledge(one)
    })
    return listed.length
  }

  async #list(conditions: string): Promise<readonly Listed[]> {
    const { ledger } = this.#load
    const begun = ledger.tick()
    const answer = await this.#ask('its list', (client) => client.list(this.#owner, conditions))
    if (answer === undefined || answer === lost) return []
    if (answer.status !== 200) {
      ledger.violation(`${this.#owner}: its list is ${answer.status}: ${answer.text.slice(0, 200)}`)
      return []
    }
    return readMessageList(answer.body).flatMap(
      (entry) => enterListed(ledger, this.#owner, entry, begun) ?? [],
    )
  }

  async #fetch({ message, arrival, txId }: Listed): Promise<void> {
    const { ledger } = this.#load
    const answer = await this.#ask(txId, (client) => client.fetch(this.#owner, txId))
    if (answer === undefined || answer === lost) return
    if (answer.status === 200) {
      arrival.fetchesSeen++
      ledger.counts.fetched++
      checkContent(ledger, { txId, contentId: message.contentId, parts: message.parts }, answer)
      return
    }
    const busy = answer.status === 409 && answer.headers['retry-after'] !== undefined
    ledger.expect(busy, `${txId}: its fetch got ${answer.status}: ${answer.text.slice(0, 200)}`)
  }

  /** Once somebody has it whole; again where the answer was lost. */
  async #acknowledge({ message, arrival, txId }: Listed): Promise<void> {
    const { ledger } = this.#load
    if (arrival.fetchesSeen === 0) return
    arrival.acksTried++
    const answer = await this.#ask(txId, (client) => client.acknowledge(this.#owner, txId))
    if (answer === lost) return this.#acknowledge({ message, arrival, txId })
    if (answer === undefined) return
    if (answer.status === 200 && answer.text === 'OK') ledger.acknowledged(message, arrival)
    else ledger.violation(`${txId}: its ack got ${answer.status}: ${answer.text.slice(0, 200)}`)
  }

  /** Undefined where the node gave no answer though it lives. */
  async #ask(
    what: string,
    call: (client: MtlsClient) => Promise<Answer>,
  ): Promise<Answer | typeof lost | undefined> {
    const { ledger, nodes } = this.#load
    try {
      const answer = await this.#node.ask(nodes.identity(this.#owner), call)
      if (answer !== lost) this.#load.onAnswer()
      return answer
    } catch (error) {
      ledger.violation(`${what}: ${this.#owner} got no answer from a living node: ${String(error)}`)
      return undefined
    }
  }
}

/** The message of a list entry; one that should not be there is a violation. `begun`: when the list was asked for. */
function enterListed(
  ledger: ExchangeLedger,
  owner: string,
  { attributes }: ListedMessage,
  begun: number,
): Listed | undefined {
  const txId = attributes['tx.id'] ?? ''
  const corrId = attributes['corr.id'] ?? ''
  const message = ledger.byCorrId.get(corrId)
  const arrival = message?.arrivals.find(({ receiver }) => receiver === owner)
  if (message === undefined || arrival === undefined || arrival.fate === 'quarantined') {
    ledger.violation(`${txId}: listed for ${owner}, to whom nobody sent it`)
    return undefined
  }
  arrival.txIds.add(txId)
  const ids = [...arrival.txIds].join(' and ')
  ledger.expect(arrival.txIds.size === 1, `${message.txId}: came to ${owner} twice, as ${ids}`)
  const itself = txId === message.txId
  ledger.expect(
    itself === (message.kind !== 'several'),
    `${message.txId}: ${message.kind}, and came to ${owner} as ${txId}`,
  )
  ledger.expect(
    attributes['content.id'] === message.contentId,
    `${txId}: listed with another content.id than it was sent with`,
  )
  const acknowledged = arrival.ackSeenAt !== undefined && arrival.ackSeenAt < begun
  ledger.expect(!acknowledged, `${txId}: listed for ${owner}, after it was acknowledged`)
  return { message, arrival, txId }
}
