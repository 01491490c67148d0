import { setTimeout as after } from 'node:timers/promises'
import { auditBlobs } from '../audit-blobs.ts'
import type { Contents } from '../message-maker.ts'
import { contentPool, SeededRandom } from '../random.ts'
import { auditArrivals, auditReceipts } from './audit-exchanges.ts'
import { auditTrails } from './audit-trails.ts'
import { type ExchangeCounts, ExchangeLedger } from './exchange-ledger.ts'
import { Receiver } from './exchange-receivers.ts'
import { sendUntilOver } from './exchange-senders.ts'
import { type Fate, mailboxes, senders } from './facts.ts'
import type { Load } from './load.ts'
import type { MortalNode } from './mortal-node.ts'
import { settle } from './settle.ts'
import { SideTrail } from './side-trail.ts'
import { takeToldUntilOver } from './told-senders.ts'
import { createTwoMortals, type SideName, type TwoMortals } from './two-mortals.ts'
import { type Harm, startHarm, type TwoNodeSabotage } from './two-node-sabotage.ts'

export interface TwoNodeOptions {
  readonly rounds: number
  readonly seed: number
  /** Leaves the folder where it is when a violation was found. */
  readonly keep?: boolean
  /** Harms what the nodes do, behind their backs. */
  readonly sabotage?: TwoNodeSabotage
  /** Is told a line for each round and each audit. */
  readonly report?: (line: string) => void
}

export interface TwoNodeResult {
  readonly rounds: number
  readonly kills: Readonly<Record<SideName, number>>
  readonly counts: Readonly<ExchangeCounts>
  /** What became of every accepted message and copy. */
  readonly fates: Readonly<Record<Fate | 'queued', number>>
  readonly auditRows: Readonly<Record<SideName, number>>
  readonly violations: readonly string[]
  /** Whether the sabotage came to do its harm. */
  readonly harmed: boolean
  /** The folder, where it was kept. */
  readonly dir?: string
}

/** After so many kills the faults stop until all is settled, and everything is audited. */
const roundsBetweenAudits = 10
const systemsOfEachSender = 2
const systemsOfEachReceiver = 2

/**
 * Kills an employer's node and an agency's node at seeded moments while messages go from the one to the other and
 * confirms and errors come back, and audits both whenever faults have stopped and all has settled.
 */
export async function twoNodeRounds(options: TwoNodeOptions): Promise<TwoNodeResult> {
  const nodes = await createTwoMortals()
  const run = new Run(nodes, options)
  const { ledger } = run
  try {
    await run.all()
  } catch (error) {
    ledger.violation(`the harness itself: ${error instanceof Error ? error.stack : String(error)}`)
  }
  const keep = options.keep === true && ledger.violations.length > 0
  if (keep) await nodes.leave()
  else await nodes[Symbol.asyncDispose]()
  return {
    rounds: run.rounds,
    kills: { agency: nodes.agency.kills, employer: nodes.employer.kills },
    counts: ledger.counts,
    fates: run.fates(),
    auditRows: { agency: run.trails.agency.rows, employer: run.trails.employer.rows },
    violations: ledger.violations,
    harmed: run.harmed,
    ...(keep ? { dir: nodes.dir } : {}),
  }
}

class Run {
  readonly ledger = new ExchangeLedger()
  readonly trails: Readonly<Record<SideName, SideTrail>>
  rounds = 0
  #queued = 0
  readonly #nodes: TwoMortals
  readonly #options: TwoNodeOptions
  readonly #contents: Contents
  readonly #random: SeededRandom
  #harm: Harm | undefined

  constructor(nodes: TwoMortals, options: TwoNodeOptions) {
    this.#nodes = nodes
    this.#options = options
    this.#contents = contentPool(options.seed)
    this.#random = new SeededRandom(options.seed, 0)
    this.trails = this.#newTrails()
  }

  async all(): Promise<void> {
    const { agency, employer } = this.#nodes
    const { sabotage } = this.#options
    await Promise.all([agency.start(), employer.start()])
    await using harm = sabotage === undefined ? undefined : await startHarm(sabotage, this.#nodes)
    this.#harm = harm
    await this.#nodes.publish(harm?.urls)
    while (this.rounds < this.#options.rounds && this.ledger.violations.length === 0) {
      await this.#loadAndKills(Math.min(roundsBetweenAudits, this.#options.rounds - this.rounds))
    }
    await this.#cleanEnd()
  }

  get harmed(): boolean {
    return this.#harm?.isDone === true
  }

  /** What became of every accepted message, its copies counted each. */
  fates(): Readonly<Record<Fate | 'queued', number>> {
    const fates = { there: 0, here: 0, quarantined: 0, queued: this.#queued }
    for (const { arrivals, settled } of this.ledger.byTxId.values()) {
      if (settled) for (const { fate } of arrivals) fates[fate]++
    }
    return fates
  }

  async #loadAndKills(kills: number): Promise<void> {
    const load: Load = {
      ledger: this.ledger,
      nodes: this.#nodes,
      contents: this.#contents,
      over: false,
      onAnswer: () => {},
    }
    const working = this.#startAll(load)
    try {
      for (let count = 0; count < kills; count++) {
        this.rounds++
        await this.#killOne(load)
      }
    } finally {
      load.over = true
    }
    await Promise.all(working)
    await this.#settleAndAudit(load)
  }

  #startAll(load: Load): readonly Promise<void>[] {
    let index = 0
    const random = (): SeededRandom => new SeededRandom(this.#options.seed, this.rounds, ++index)
    const each = <T>(count: number, act: () => T): readonly T[] => Array.from({ length: count }, act)
    return [
      ...senders.flatMap((from) => each(systemsOfEachSender, () => sendUntilOver(load, from, random()))),
      ...senders.map((from) => takeToldUntilOver(load, from)),
      ...mailboxes.flatMap(({ owner, at }) =>
        each(systemsOfEachReceiver, () => new Receiver(load, this.#nodes[at], owner).workUntilOver(random())),
      ),
    ]
  }

  /** Kills one node at a seeded moment, now and then both, and starts it again; some die while they start. */
  async #killOne(load: Load): Promise<void> {
    const random = this.#random
    const victims = this.#victims()
    const { promise: answered, resolve } = Promise.withResolvers<void>()
    load.onAnswer = resolve
    await answered
    // The moment of the kill is not waited for; it is what the round is about.
    await after(random.int(0, 700))
    await Promise.all(victims.map((side) => this.#nodes[side].kill()))
    await Promise.all(victims.map((side) => this.#startAgain(this.#nodes[side], side)))
    // Another program may have taken a port meanwhile.
    await this.#nodes.publish(this.#harm?.urls)
    const { counts } = this.ledger
    this.#options.report?.(
      `round ${this.rounds}: killed ${victims.join(' and ')}; sent ${counts.sent}, 202 ${counts.accepted}, lost ${counts.lost}, ` +
        `acknowledged ${counts.acknowledged}, confirms ${counts.confirms}, errors ${counts.errors}`,
    )
  }

  #victims(): readonly SideName[] {
    if (this.#harm?.victim !== undefined) return [this.#harm.victim]
    const chance = this.#random.next()
    if (chance < 0.45) return ['employer']
    return chance < 0.9 ? ['agency'] : ['employer', 'agency']
  }

  async #startAgain(node: MortalNode, side: SideName): Promise<void> {
    await this.#harm?.whileDown?.(side)
    while (this.#random.chance(0.1)) await node.startAndKill(this.#random.int(0, 500))
    await node.start()
  }

  async #settleAndAudit(load: Load): Promise<void> {
    const { ledger, trails } = this
    const begun = performance.now()
    this.#queued = await settle(load)
    const settled = performance.now()
    const messages = ledger.unsettled().filter(({ accepted }) => accepted)
    auditArrivals(ledger, messages)
    await auditReceipts(load, messages)
    for (const side of ['employer', 'agency'] as const) {
      trails[side].read(ledger)
      await auditBlobs(ledger, this.#nodes[side].dataDir)
    }
    auditTrails(ledger, trails)
    for (const message of messages) {
      message.settled = true
      message.octets = undefined
    }
    this.#options.report?.(
      `audit after round ${this.rounds}: ${messages.length} messages, audit rows ${trails.employer.rows} and ${trails.agency.rows}, ` +
        `violations ${ledger.violations.length}, settled in ${seconds(settled - begun)}, audited in ${seconds(performance.now() - settled)}`,
    )
  }

  /** After a stop in good order, both trails are read from their first rows on. */
  async #cleanEnd(): Promise<void> {
    const { agency, employer } = this.#nodes
    const codes = await Promise.all([employer.stop(), agency.stop()])
    this.ledger.expect(codes.join() === '0,0', `SIGTERM ended the nodes with ${codes.join(' and ')}`)
    const whole = this.#newTrails()
    for (const side of ['employer', 'agency'] as const) {
      whole[side].read(this.ledger)
      const { rows } = this.trails[side]
      this.ledger.expect(
        whole[side].rows === rows,
        `the ${side}'s audit trail had ${rows} rows, now ${whole[side].rows}`,
      )
    }
    auditTrails(this.ledger, whole)
  }

  #newTrails(): Readonly<Record<SideName, SideTrail>> {
    const { agency, employer } = this.#nodes
    return { agency: new SideTrail(agency.dataDir), employer: new SideTrail(employer.dataDir) }
  }
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`
}
