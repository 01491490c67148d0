import type { RegistryChange } from '../../../src/exchange/ports/registry.ts'
import type { NodeSettings } from '../../../src/exchange/node-settings.ts'
import type { SeededRandom } from '../../kill/random.ts'
import type { Bug } from '../bugs/bug.ts'
import { Violation } from '../checks/violation.ts'
import type { Accounts } from '../checks/accounts.ts'
import type { MessageTables } from '../disk/message-tables.ts'
import type { Scheduler } from '../engine/scheduler.ts'
import { stream, waiting } from '../engine/streams.ts'
import { MessageMaker } from '../load/message-maker.ts'
import { planMessage } from '../load/message-plan.ts'
import { Receiver } from '../load/receiver.ts'
import { operate, type OperatorParts } from '../load/operator.ts'
import { strangeWord } from '../load/stranger.ts'
import { Sender } from '../load/sender.ts'
import { Network } from '../network/network.ts'
import type { DirectoryHealth } from '../network/sim-directory.ts'
import type { ReceiveService } from '../network/sim-peers.ts'
import { type Cast, castOf, type Organisation, peopleOf } from './cast.ts'
import { directoryFacts } from './directory-facts.ts'
import { Partner } from './partner.ts'
import { factsOfWorld } from './facts-of-world.ts'
import { agreementRow, mailboxRow, registryOf } from './registry-rows.ts'
import { SimNode } from './sim-node.ts'

export interface WorldParts {
  readonly seed: number
  readonly nodes?: number
  readonly messagesPerHour?: number
  readonly bug?: Bug
  readonly scheduler: Scheduler
  readonly accounts: Accounts
  readonly settings: (nodeId: string, actor: string) => NodeSettings
}

const hour = 3_600_000
const lookEvery = 600_000
const operateEvery = 600_000
const strangeEvery = 1_200_000
const agreementEvery = 3 * hour
const burstMost = 8

/** A whole simulated world: nodes, partners, the network between them, and those who send and receive. */
export class World {
  readonly cast: Cast
  readonly network: Network
  readonly nodes: readonly SimNode[]
  readonly partners: readonly Partner[]
  readonly receivers: readonly Receiver[]
  readonly directoryHealth: DirectoryHealth = { silence: 0, lateness: 0 }
  readonly #parts: WorldParts
  readonly #sender: Sender
  readonly #maker: MessageMaker
  readonly #random: SeededRandom
  readonly #others: SeededRandom
  /** uuids of the agreements that have come or gone. */
  readonly #changed = new Set<string>()
  #calm = false
  #calmSince = Number.POSITIVE_INFINITY

  constructor(parts: WorldParts) {
    const { seed, scheduler, accounts } = parts
    this.#parts = parts
    const random = stream(seed, 'world')
    this.cast = castOf(random, parts.nodes ?? random.int(2, 5))
    this.network = new Network(scheduler, stream(seed, 'network'))
    this.#random = stream(seed, 'senders')
    this.#others = stream(seed, 'senders', 3)
    this.#maker = new MessageMaker(stream(seed, 'senders', 1))
    this.#sender = new Sender({
      scheduler,
      network: this.network,
      accounts,
      random: stream(seed, 'senders', 2),
    })
    this.partners = this.cast.partners.map(
      (part, index) =>
        new Partner(part, {
          scheduler,
          accounts,
          random: stream(seed, 'partners', index),
          stranger: this.cast.stranger.number,
          post: (octets, caller, to) => this.#postAdm(octets, caller, to),
        }),
    )
    this.nodes = this.#makeNodes(parts)
    this.receivers = this.#makeReceivers(parts)
    accounts.facts = factsOfWorld(this.cast, this.nodes, this.partners, this.#changed, () => {
      return scheduler.now - this.#calmSince > 2 * hour
    })
  }

  start(): void {
    for (const node of this.nodes) {
      node.store.apply(registryOf(node.part, this.cast), 0, [])
      node.store.undo.sync()
      node.start()
    }
    for (const receiver of this.receivers) this.#watched(receiver.run())
    this.#watched(operate(this.#operating))
    this.#sendOn()
    this.#speakStrangely()
    this.#changeAgreements()
    for (const mover of this.cast.movers) this.#moveLater(mover)
  }

  /** The faults are over: nobody sends anything new, and nobody is careless any more. */
  calm(): void {
    this.#calm = true
    this.#calmSince = this.#parts.scheduler.now
    for (const receiver of this.receivers) receiver.careless = false
  }

  isSettled(): boolean {
    return this.#sender.underWay === 0 && this.#openMessages().length === 0 && this.#unacknowledged() === 0
  }

  /** A node that has not settled. */
  restlessNode(): string {
    const restless = this.nodes.find(
      ({ store: { tables } }) =>
        openIn(tables).length > 0 || [...tables.mailboxes].some(({ size }) => size > 0),
    )
    return restless?.place ?? 'senders'
  }

  whatIsLeft(): string {
    return `${this.#sender.underWay} sendings, ${this.#openMessages().length} messages in hand, ${this.#unacknowledged()} not fetched`
  }

  get counts(): Readonly<Record<string, number>> {
    const { accounts } = this.#parts
    return {
      sent: accounts.sent.length,
      accepted: accounts.accepted.length,
      refused: accounts.sent.filter(({ refused }) => refused !== undefined).length,
      arrived: accounts.arrived.size,
      confirms: this.receivers.reduce((sum, { confirms }) => sum + confirms.size, 0),
    }
  }

  /** Messages that are not final. */
  #openMessages(): readonly string[] {
    return this.nodes.flatMap(({ store }) => openIn(store.tables))
  }

  #unacknowledged(): number {
    let count = 0
    for (const { store } of this.nodes) for (const mailbox of store.tables.mailboxes) count += mailbox.size
    return count
  }

  get #operating(): OperatorParts {
    const { seed, scheduler, accounts } = this.#parts
    const random = stream(seed, 'operators')
    const isCalm = (): boolean => this.#calm
    return { scheduler, accounts, random, nodes: this.nodes, pause: operateEvery, isCalm }
  }

  #makeNodes(parts: WorldParts): readonly SimNode[] {
    const { seed, scheduler, accounts, settings, bug } = parts
    const facts = directoryFacts(this.cast)
    const byNumber = new Map([...this.cast.organisations, this.cast.stranger].map((one) => [one.number, one]))
    const factsOf = (number: string): Organisation['facts'] =>
      byNumber.get(number)?.facts ?? this.cast.stranger.facts
    return this.cast.nodes.map(
      (part, index) =>
        new SimNode(part, index, settings(part.name, part.own.number), {
          seed,
          scheduler,
          accounts,
          network: this.network,
          directory: { facts, health: this.directoryHealth },
          serviceAt: (url) => this.#serviceOf(url.split('/')[2]?.split('.')[0] ?? ''),
          factsOf,
          answers: (actor, product) =>
            this.cast.products.some(({ uuid, principal }) => uuid === product && principal.number === actor),
          bug,
        }),
    )
  }

  /** Two systems for each mailbox, and one for a mailbox of an own name. */
  #makeReceivers({ seed, scheduler, accounts }: WorldParts): readonly Receiver[] {
    const receivers: Receiver[] = []
    for (const node of this.nodes) {
      const movers = this.cast.movers.filter(({ movesTo }) => movesTo === node.place)
      for (const owner of [...peopleOf(node.part), ...movers]) {
        const random = stream(seed, 'receivers', receivers.length)
        const parts = { scheduler, accounts, network: this.network, random, pause: lookEvery }
        const addresses = [owner.number, ...(owner === node.part.own ? [`${owner.number}.internal`] : [])]
        for (const address of addresses) receivers.push(new Receiver(address, owner, node, parts))
      }
    }
    return receivers
  }

  /** Messages come in bursts, so that they meet. */
  #sendOn(): void {
    const { messagesPerHour = 60, scheduler } = this.#parts
    const burst = this.#random.int(1, burstMost)
    const mean = (hour / messagesPerHour) * ((1 + burstMost) / 2)
    scheduler.after(waiting(this.#random, mean), () => {
      if (this.#calm) return
      for (let one = 0; one < burst; one++) {
        scheduler.after(waiting(this.#random, 200), () => this.#sendOne())
      }
      this.#sendOn()
    })
  }

  #sendOne(): void {
    const { accounts } = this.#parts
    const plan = planMessage(this.#random, this.cast, accounts.sent)
    const service = this.#serviceOf(plan.via)
    if (!(service instanceof SimNode)) return
    const message = this.#maker.make(plan)
    accounts.add(message)
    this.#watched(this.#sender.send(message, plan.caller, service))
  }

  /** Those who have nothing to do with a message speak of it all the same. */
  #speakStrangely(): void {
    const { scheduler, accounts } = this.#parts
    scheduler.after(waiting(this.#others, strangeEvery), () => {
      if (this.#calm) return
      const word = strangeWord(this.#others, this.cast, accounts)
      if (word !== undefined) this.#postAdm(word.octets, word.caller, word.to)
      this.#speakStrangely()
    })
  }

  /** An agreement is taken out of a node's registry, and comes back after a while. */
  #changeAgreements(): void {
    const { scheduler } = this.#parts
    scheduler.after(waiting(this.#others, agreementEvery), () => {
      if (this.#calm) return
      const agreement = this.#others.pick(this.cast.agreements.filter(({ known }) => known === 'locally'))
      const node = this.#others.pick(this.nodes)
      if (agreement !== undefined && node !== undefined) {
        this.#changed.add(agreement.uuid)
        write(node, agreementRow(agreement, false))
        scheduler.after(waiting(this.#others, agreementEvery), () =>
          write(node, agreementRow(agreement, true)),
        )
      }
      this.#changeAgreements()
    })
  }

  #moveLater(mover: Organisation): void {
    const node = this.nodes.find(({ place }) => place === mover.movesTo)
    if (node === undefined) return
    this.#parts.scheduler.after(waiting(this.#others, 4 * hour), () => write(node, mailboxRow(mover)))
  }

  #postAdm(octets: Uint8Array, caller: string, to: string): void {
    const home = this.cast.organisations.find(({ number }) => number === to.slice(0, 10))?.home
    const service = home === undefined ? undefined : this.#serviceOf(home)
    if (!(service instanceof SimNode)) return
    const posting = this.#sender.post(octets, caller, service).then((answer) => {
      if (answer.status !== 400) return
      const { accounts } = this.#parts
      accounts.violate(new Violation('a confirm or error is taken', service.place, answer.text))
    })
    this.#watched(posting)
  }

  #serviceOf(place: string): ReceiveService | undefined {
    return [...this.nodes, ...this.partners].find((one) => one.place === place)
  }

  #watched(running: Promise<unknown>): void {
    running.catch((error: unknown) => this.#parts.scheduler.fail(error))
  }
}

/** Writes in a node's registry, as its operator does with a tool of its own. */
function write({ store }: SimNode, row: RegistryChange): void {
  store.apply([row], store.tables.revision, [])
  store.undo.sync()
}

/** Messages that are not final. */
function openIn(tables: MessageTables): readonly string[] {
  return [...tables.messages.values()].flatMap(({ record }) =>
    record.state === 'new' || record.state === 'queued' || record.state === 'held' ? [record.receiptId] : [],
  )
}
