import { pingProduct } from '../../../src/exchange/agreements/question.ts'
import { usualHours } from '../../../src/exchange/agreements/opening-hours.ts'
import type { NodeSettings } from '../../../src/exchange/node-settings.ts'
import type { MessageRecord } from '../../../src/exchange/ports/message-log.ts'
import type { Actor, RegistryEntry } from '../../../src/exchange/ports/registry.ts'
import { keyOf } from '../../../src/exchange/registry/canonical-entry.ts'
import { SeededRandom } from '../../kill/random.ts'
import { organisationNumber } from '../../support/organisation-numbers.ts'
import { type BuiltMessage, shsMessage } from '../../support/shs-message.ts'
import { Accounts } from '../checks/accounts.ts'
import { Scheduler } from '../engine/scheduler.ts'
import { Trace } from '../engine/trace.ts'
import { attribute } from '../load/adm-message.ts'
import { seededUuid } from '../machine/sim-ids.ts'
import type { ReceiveAnswer } from '../network/answers.ts'
import type { Connection, Outcome } from '../network/connection.ts'
import { Network } from '../network/network.ts'
import type { DirectoryHealth } from '../network/sim-directory.ts'
import type { ReceiveService } from '../network/sim-peers.ts'
import { organisation } from './cast.ts'
import { SimNode } from './sim-node.ts'

/** What a partner does with a message: answers, or nothing for ever. */
export type Behaviour = 'takes' | 'silent' | 'fails' | 'refuses'

export interface Delivered {
  readonly to: string
  readonly txId: string
  /** Simulated time, milliseconds. */
  readonly at: number
}

export interface SmallWorldParts {
  readonly partners: number
  readonly behaviour: (partner: number) => Behaviour
  readonly settings?: Partial<NodeSettings>
  readonly registry?: readonly RegistryEntry[]
  /** Product types that the directory knows, by uuid. */
  readonly products?: readonly string[]
}

const hour = 3_600_000

/** One node and partners that do as a test says, on a clock of their own: for one question at a time. */
export class SmallWorld {
  readonly scheduler = new Scheduler(new Trace())
  readonly network: Network
  readonly directory: DirectoryHealth = { silence: 0, lateness: 0 }
  readonly node: SimNode
  readonly own = organisation(100, 'agency', 'node-0')
  readonly partners: readonly string[]
  /** What partners have taken in. */
  readonly delivered: Delivered[] = []
  readonly #random = new SeededRandom(1, 1)

  constructor({ partners, behaviour, settings, registry = [], products = [] }: SmallWorldParts) {
    const { scheduler } = this
    this.network = new Network(scheduler, new SeededRandom(1, 2))
    this.partners = Array.from({ length: partners }, (_, index) => organisationNumber(300 + index))
    const services = this.partners.map((number, index) => this.#partner(number, () => behaviour(index)))
    const accounts = new Accounts((violation) => scheduler.fail(violation))
    accounts.facts = {
      isElsewhere: (txId) => this.delivered.some((one) => one.txId === txId),
      speaksFor: (speaker, number) => speaker === number,
      canBeTold: () => true,
      isWell: () => false,
      wantsConfirm: () => undefined,
    }
    const none = { tenants: [], employers: [] }
    const part = { name: 'node-0', url: 'https://node-0.example/', own: this.own, ...none }
    this.node = new SimNode(
      part,
      0,
      { ...usualSettings(this.own.number), ...settings },
      {
        seed: 1,
        scheduler,
        network: this.network,
        accounts,
        directory: {
          facts: {
            actors: new Map(),
            products: new Map(
              products.map((uuid) => [uuid, { uuid, name: uuid, principal: this.own.number }]),
            ),
            agreements: [],
            addresses: new Map(),
          },
          health: this.directory,
        },
        serviceAt: (url) => services[Number(/partner-(\d+)/.exec(url)?.[1])],
        factsOf: () => this.own.facts,
        answers: () => false,
        bug: undefined,
      },
    )
    const entries = [
      actor(this.own.number, { mailbox: true }),
      ...this.partners.map(partnerEntry),
      ...registry,
    ]
    const rows = entries.map((entry) => ({ key: keyOf(entry), put: { key: keyOf(entry), entry } }))
    this.node.store.apply(rows, 0, [])
    this.node.store.undo.sync()
    this.node.start()
  }

  /** Hands a message in at the node; its tx.id. */
  send(to: string, product: string = pingProduct): string {
    const { octets, txId } = this.message(to, product)
    this.post(octets).catch((error: unknown) => this.scheduler.fail(error))
    return txId
  }

  /** A message of the node's own actor. */
  message(to: string, product: string): BuiltMessage {
    const random = this.#random
    const boundary = `--=_${seededUuid(random)}`
    const ids = { txId: seededUuid(random), contentId: seededUuid(random), boundary }
    return shsMessage({ ...ids, from: this.own.number, to, product })
  }

  post(octets: Uint8Array): Promise<Outcome<ReceiveAnswer>> {
    return this.network.call<ReceiveAnswer>({
      what: 'post',
      from: { place: 'sender' },
      to: this.node,
      body: [octets],
      timeout: 60_000,
      serve: (connection) => this.node.receive(connection, this.own.number),
    })
  }

  /** Lets so many simulated milliseconds pass. */
  pass(milliseconds: number): Promise<void> {
    return this.scheduler.runUntil(this.scheduler.now + milliseconds)
  }

  recordOf(txId: string): MessageRecord | undefined {
    const { tables } = this.node.store
    return tables.messages.get(tables.byTxId.get(txId) ?? '')?.record
  }

  #partner(number: string, behaviour: () => Behaviour): ReceiveService {
    return {
      place: number,
      listener: undefined,
      scripted: true,
      numbers: [number],
      receive: async (connection) => this.#take(connection, number, behaviour()),
    }
  }

  async #take(connection: Connection<ReceiveAnswer>, to: string, behaviour: Behaviour): Promise<void> {
    if (behaviour === 'silent') return
    const octets = Buffer.concat(await Array.fromAsync(connection.body))
    const txId = attribute(octets.toString('latin1'), 'tx.id')
    switch (behaviour) {
      case 'takes':
        this.delivered.push({ to, txId, at: this.scheduler.now })
        return connection.answer({ status: 202, txId, localId: 'there', nodeId: 'partner', duplicate: false })
      case 'fails':
        return connection.answer({ status: 500, text: 'Internal Server Error' })
      case 'refuses':
        return connection.answer({ status: 400, code: 'IllegalReceiver', text: 'not here' })
    }
  }
}

function usualSettings(own: string): NodeSettings {
  return {
    nodeId: 'node-0',
    actor: own,
    timeZone: 'Europe/Stockholm',
    mailboxLease: hour,
    inlineBytes: 1024,
    agreements: { qos: 'warn', hours: usualHours },
    delivery: { steps: [10_000, 60_000, 600_000], giveUpAfter: 12 * hour, perDestination: 4 },
    retention: {
      archiveAfter: 400 * 24 * hour,
      purgeContentAfter: 800 * 24 * hour,
      purgeEntryAfter: 900 * 24 * hour,
    },
    limits: { maxMessageBytes: 1_000_000, maxLabelBytes: 65_536, maxDataParts: 10, maxHeaderBytes: 16_384 },
  }
}

function actor(number: string, more: Partial<Actor> = {}): Actor {
  return { kind: 'actor', organisationNumber: number, name: number, ...more }
}

function partnerEntry(number: string, index: number): Actor {
  return actor(number, { deliveryAddress: `https://partner-${index}.example/shs/rs` })
}
