import { createHash } from 'node:crypto'
import type { SeededRandom } from '../../kill/random.ts'
import { readMessage } from '../../support/read-message.ts'
import type { Accounts } from '../checks/accounts.ts'
import { Violation } from '../checks/violation.ts'
import type { Scheduler } from '../engine/scheduler.ts'
import { waiting } from '../engine/streams.ts'
import type { DeliveryAnswer } from '../network/answers.ts'
import type { Connection, Outcome } from '../network/connection.ts'
import type { Network } from '../network/network.ts'
import type { Organisation } from '../world/cast.ts'
import type { SimNode } from '../world/sim-node.ts'
import type { Listed, MessageAsk } from '../world/surface.ts'
import { attribute } from './adm-message.ts'
import { after } from './sender.ts'

const timeout = 60_000

export interface ReceiverParts {
  readonly scheduler: Scheduler
  readonly network: Network
  readonly accounts: Accounts
  readonly random: SeededRandom
  /** Milliseconds between two looks, on an average. */
  readonly pause: number
}

/**
 * An organisation's system that empties a mailbox: lists, fetches, keeps what it has not had before, acknowledges. At
 * times it dies between two of these, or acknowledges twice. It never forgets a tx.id whose message it kept.
 */
export class Receiver {
  readonly address: string
  readonly #owner: Organisation
  readonly #node: SimNode
  readonly #parts: ReceiverParts
  /** tx.ids of messages that are safe here. */
  readonly #kept = new Set<string>()
  /** What confirms and errors have come, by what they speak of. */
  readonly confirms = new Map<string, number>()
  readonly errors = new Map<string, string>()
  /** Whether it still makes mistakes. */
  careless = true
  #listed = Number.POSITIVE_INFINITY

  constructor(address: string, owner: Organisation, node: SimNode, parts: ReceiverParts) {
    this.address = address
    this.#owner = owner
    this.#node = node
    this.#parts = parts
  }

  /** How many messages the last list had. */
  get listed(): number {
    return this.#listed
  }

  async run(): Promise<never> {
    const { scheduler, random, pause } = this.#parts
    for (;;) {
      await after(scheduler, waiting(random, pause))
      // Two systems of one organisation look at the same hour, now and then.
      const looks = random.chance(0.4) ? [1, 2] : [1]
      await Promise.all(looks.map(() => this.#empty('production')))
      if (random.chance(0.3) || !this.careless) await this.#empty('test')
    }
  }

  async #empty(status: 'production' | 'test'): Promise<void> {
    const { random } = this.#parts
    const listed = await this.#list(status)
    if (listed === undefined) return
    this.#listed = listed.length
    for (const { txId } of listed) {
      if (this.careless && random.chance(0.02)) return
      const octets = await this.#fetch(txId)
      if (octets === undefined) continue
      if (this.careless && random.chance(0.03)) return
      this.#keep(txId, octets)
      if (this.careless && random.chance(0.03)) return
      await this.#acknowledge(txId)
      if (random.chance(0.03)) await this.#acknowledge(txId)
    }
  }

  async #list(status: 'production' | 'test'): Promise<readonly Listed[] | undefined> {
    const conditions = { status, waiting: this.careless ? 'plain' : 'noack', maxHits: 50 } as const
    const outcome = await this.#call<readonly Listed[]>('list', async (connection) =>
      this.#node.surface?.list(connection, { ...this.#who, conditions }),
    )
    return outcome.kind === 'answer' && outcome.value.status === 200 ? outcome.value.value : undefined
  }

  async #fetch(txId: string): Promise<Uint8Array | undefined> {
    const outcome = await this.#call<string>('fetch', async (connection) =>
      this.#node.surface?.fetch(connection, this.#asking(txId)),
    )
    if (outcome.kind !== 'answer') return undefined
    const { value, octets } = outcome
    if (value.status === 410) this.#violate('nothing is lost', `the content of ${txId} is gone`)
    return value.status === 200 ? octets : undefined
  }

  async #acknowledge(txId: string): Promise<void> {
    for (;;) {
      const outcome = await this.#call<string>('ack', async (connection) =>
        this.#node.surface?.acknowledge(connection, this.#asking(txId)),
      )
      const { careless } = this
      if (outcome.kind === 'answer' && outcome.value.status === 200) return
      if (careless || (outcome.kind === 'answer' && outcome.value.status !== 500)) return
      await after(this.#parts.scheduler, 5_000)
    }
  }

  #keep(txId: string, octets: Uint8Array): void {
    const { label, parts } = readMessage(Buffer.from(octets))
    if (!label.includes(txId)) this.#violate('the message asked for', `${txId} brings another label`)
    const content = parts[0]?.content ?? Buffer.alloc(0)
    if (/<product[^>]*>urn:X-shs:(confirm|error)</.test(label)) this.#keepAdm(txId, label)
    else this.#keepFile(txId, content)
    this.#kept.add(txId)
  }

  #keepFile(txId: string, content: Buffer): void {
    const { accounts } = this.#parts
    const sha256 = createHash('sha256').update(content).digest('hex')
    if (accounts.ofFile(sha256) === undefined) this.#violate('hashes equal', `${txId} holds what nobody sent`)
    const place = `${this.address} ${sha256}`
    const before = accounts.arrived.get(place)
    if (before !== undefined && before !== txId) {
      this.#violate('nothing twice', `${this.address} got ${before} again as ${txId}`)
    }
    accounts.arrived.set(place, txId)
  }

  #keepAdm(txId: string, label: string): void {
    if (this.#kept.has(txId)) return
    const about = `${attribute(label, 'corr.id')} ${attribute(label, 'content.id')}`
    const times = (this.confirms.get(about) ?? 0) + 1
    if (label.includes(':error<')) {
      this.errors.set(about, txId)
      return
    }
    this.confirms.set(about, times)
  }

  #call<T>(
    what: string,
    serve: (connection: Connection<DeliveryAnswer<T>>) => Promise<void>,
  ): Promise<Outcome<DeliveryAnswer<T>>> {
    return this.#parts.network.call<DeliveryAnswer<T>>({
      what: `${what} ${this.address}`,
      from: { place: `receiver-${this.address}` },
      to: this.#node,
      timeout,
      serve,
    })
  }

  get #who() {
    return { facts: this.#owner.facts, address: this.address }
  }

  #asking(txId: string): MessageAsk {
    return { ...this.#who, txId }
  }

  #violate(rule: string, detail: string): void {
    this.#parts.accounts.violate(new Violation(rule, this.#node.place, detail))
  }
}
