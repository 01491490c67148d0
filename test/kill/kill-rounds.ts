import { setTimeout as after } from 'node:timers/promises'
import { NodeDidNotStart } from '../support/node-process.ts'
import { createWorld, type TestWorld } from '../support/test-world.ts'
import { auditBlobs } from './audit-blobs.ts'
import {
  acknowledgeAll,
  auditConfirms,
  auditContents,
  auditPrivacy,
  auditWaiting,
  type Auditors,
  settleLost,
} from './audit-mailboxes.ts'
import { AuditTrail } from './audit-trail.ts'
import { ClientLedger, type LedgerCounts, type Sent } from './ledger.ts'
import type { Contents } from './message-maker.ts'
import { contentPool, SeededRandom } from './random.ts'
import { receiveUntilKilled, takeConfirmsUntilKilled } from './receivers.ts'
import { leaveOrphan, sabotage, type Sabotage } from './sabotage.ts'
import { type Round, sendUntilKilled } from './senders.ts'

export interface KillOptions {
  readonly rounds: number
  readonly seed: number
  /** Leaves the folder where it is when a violation was found. */
  readonly keep?: boolean
  /** Harms the store once, in the first round that has something to harm, between kill and restart. */
  readonly sabotage?: Sabotage
  /** Is told a line for each round. */
  readonly report?: (line: string) => void
}

export interface KillResult {
  readonly rounds: number
  readonly kills: number
  readonly counts: Readonly<LedgerCounts>
  readonly auditRows: number
  readonly violations: readonly string[]
  /** The folder, where it was kept. */
  readonly dir?: string
}

const senders = 8
const receivers = 3
/** A harness that has found so much need not go on. */
const enoughViolations = 20
/** Reading every folder of blobs, and the whole story, is left to each tenth round when there have been many. */
const thorough = 25

/**
 * Kills a node at seeded moments while clients send, fetch and acknowledge, starts it on the same data, and holds all
 * that it has against what the clients saw.
 */
export async function killRounds(options: KillOptions): Promise<KillResult> {
  const world = await createWorld({ employers: senders })
  const run = new Run(world, options)
  let violations: readonly string[]
  try {
    violations = await run.all()
  } catch (error) {
    violations = [
      ...run.ledger.violations,
      `the harness itself: ${error instanceof Error ? error.stack : String(error)}`,
    ]
  }
  const keep = options.keep === true && violations.length > 0
  if (keep) await world.node().kill()
  else await world[Symbol.asyncDispose]()
  const { ledger, kills, rounds, trail } = run
  return {
    rounds,
    kills,
    counts: ledger.counts,
    auditRows: trail.rows,
    violations,
    ...(keep ? { dir: world.dir } : {}),
  }
}

class Run {
  readonly ledger = new ClientLedger()
  readonly trail: AuditTrail
  kills = 0
  rounds = 0
  readonly #world: TestWorld
  readonly #options: KillOptions
  readonly #contents: Contents
  #sabotage: Sabotage | undefined

  constructor(world: TestWorld, options: KillOptions) {
    this.#world = world
    this.#options = options
    this.#sabotage = options.sabotage
    this.#contents = contentPool(options.seed)
    this.trail = new AuditTrail(world.dataDir)
  }

  async all(): Promise<readonly string[]> {
    const { rounds } = this.#options
    await this.#world.start()
    const enough = this.#sabotage === undefined ? enoughViolations : 1
    while (this.rounds < rounds && this.ledger.violations.length < enough) {
      this.rounds++
      await this.#one(this.rounds)
    }
    await this.#cleanEnd()
    return this.ledger.violations
  }

  async #one(number: number): Promise<void> {
    const begun = performance.now()
    const before = { ...this.ledger.counts }
    const random = new SeededRandom(this.#options.seed, number)
    await this.#loadUntilKilled(number, random)
    const down = performance.now()
    await this.#harm()
    await this.#startAgain(random)
    const up = performance.now()
    await this.#audit(number, random)
    const { counts, violations } = this.ledger
    const since = (name: keyof LedgerCounts): number => counts[name] - before[name]
    this.#options.report?.(
      `round ${number}: sent ${since('sent')}, 202 ${since('accepted')}, refused ${since('refused')}, lost ${since('lost')}, ` +
        `fetched ${since('fetched')}, acked ${since('acknowledged')}, audit rows ${this.trail.rows}, violations ${violations.length}, ` +
        `load ${seconds(down - begun)} start ${seconds(up - down)} audit ${seconds(performance.now() - up)}`,
    )
  }

  async #loadUntilKilled(number: number, random: SeededRandom): Promise<void> {
    const { promise: firstAnswer, resolve: onAnswer } = Promise.withResolvers<void>()
    const round: Round = { number, ledger: this.ledger, over: false, onAnswer }
    const world = this.#world
    const clients = world.employers.map((identity, index) => ({
      client: world.client(identity),
      number: identity.number,
      index,
    }))
    const agencies = Array.from({ length: receivers }, () => world.client(world.agency))
    const { seed } = this.#options
    const actors = [
      ...clients.map((one) =>
        sendUntilKilled(round, one.client, one, new SeededRandom(seed, number, one.index), this.#contents),
      ),
      ...agencies.map((client, index) =>
        receiveUntilKilled(round, client, new SeededRandom(seed, number, 100 + index)),
      ),
      takeConfirmsUntilKilled(round, clients, new SeededRandom(seed, number, 200)),
    ]
    await Promise.race([firstAnswer, Promise.all(actors)])
    // The moment of the kill is not waited for; it is what the round is about.
    await after(random.int(0, 400))
    round.over = true
    await world.node().kill()
    this.kills++
    for (const client of [...clients.map((one) => one.client), ...agencies]) client[Symbol.dispose]()
    await Promise.all(actors)
  }

  async #harm(): Promise<void> {
    const kind = this.#sabotage
    if (kind === undefined || kind === 'leave-orphan') return
    const victim = this.ledger.byTxId
      .values()
      .find(({ state, acksTried }) => state === 'accepted' && acksTried === 0)
    if (await sabotage(kind, this.#world.dataDir, victim?.txId)) this.#sabotage = undefined
  }

  /** Now and then the node is killed while it starts, too. */
  async #startAgain(random: SeededRandom): Promise<void> {
    while (random.chance(0.1)) {
      const delay = random.int(0, 500)
      try {
        const node = await this.#world.start({
          onSpawn: (child) => void after(delay).then(() => child.kill('SIGKILL')),
        })
        await node.ended
      } catch (error) {
        if (!(error instanceof NodeDidNotStart)) throw error
      }
      this.kills++
    }
    await this.#world.start()
    if (this.#sabotage === 'leave-orphan') {
      await leaveOrphan(this.#world.dataDir)
      this.#sabotage = undefined
    }
  }

  async #audit(number: number, random: SeededRandom): Promise<void> {
    const { ledger, trail } = this
    const world = this.#world
    using stack = new DisposableStack()
    const auditors: Auditors = {
      agency: stack.use(world.client(world.agency)),
      employers: world.employers.map((identity) => ({
        client: stack.use(world.client(identity)),
        number: identity.number,
      })),
    }
    const ofRound = [...ledger.byTxId.values()].filter((message) => message.round === number && message.good)
    const waiting = await auditWaiting(ledger, auditors)
    await settleLost(
      ledger,
      ofRound.filter(({ state }) => state === 'lost'),
      waiting,
      auditors,
    )
    const accepted = ofRound.filter(({ state }) => state === 'accepted')
    const halfAcknowledged = accepted.filter(
      ({ acksTried, ackSeenAt }) => acksTried > 0 && ackSeenAt === undefined,
    )
    await acknowledgeAll(ledger, halfAcknowledged, auditors)
    await auditContents(ledger, [...accepted, ...this.#sample(number, random)], auditors)
    const one = random.pick(accepted)
    if (one !== undefined) await auditPrivacy(ledger, one, auditors)
    // A few are left, so that later rounds find old messages that wait.
    const left = accepted.filter(({ ackSeenAt }) => ackSeenAt === undefined && random.chance(0.97))
    await acknowledgeAll(ledger, left, auditors)
    await auditConfirms(ledger, number, auditors, random)
    trail.read(ledger)
    if (number <= thorough || number % 10 === 0) {
      trail.compare(ledger)
      await auditBlobs(ledger, world.dataDir)
    }
    for (const message of ledger.byTxId.values()) if (message.round === number) message.octets = undefined
  }

  /** A few messages of earlier rounds, acknowledged or not. */
  #sample(number: number, random: SeededRandom): readonly Sent[] {
    const old = [...this.ledger.byTxId.values()].filter(
      ({ round, state }) => round < number && state === 'accepted',
    )
    return new Set(Array.from({ length: 3 }, () => random.pick(old)))
      .values()
      .filter((one) => one !== undefined)
      .toArray()
  }

  /** After a stop in good order, everything is read from the first row on. */
  async #cleanEnd(): Promise<void> {
    const code = await this.#world.node().stop()
    this.ledger.expect(code === 0, `SIGTERM ended the node with ${code}`)
    const whole = new AuditTrail(this.#world.dataDir)
    whole.read(this.ledger)
    whole.compare(this.ledger)
    this.ledger.expect(
      whole.rows === this.trail.rows,
      `the audit trail had ${this.trail.rows} rows, now ${whole.rows}`,
    )
    await auditBlobs(this.ledger, this.#world.dataDir)
  }
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)}s`
}
