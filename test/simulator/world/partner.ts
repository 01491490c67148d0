import { createHash } from 'node:crypto'
import type { SeededRandom } from '../../kill/random.ts'
import { readMessage } from '../../support/read-message.ts'
import type { Accounts } from '../checks/accounts.ts'
import { Violation } from '../checks/violation.ts'
import type { Scheduler } from '../engine/scheduler.ts'
import { waiting } from '../engine/streams.ts'
import { after } from '../load/sender.ts'
import { aboutLabel, admMessage, attribute } from '../load/adm-message.ts'
import { replyMessage, urnIn } from '../load/reply-message.ts'
import { seededUuid } from '../machine/sim-ids.ts'
import type { ReceiveAnswer } from '../network/answers.ts'
import type { Connection } from '../network/connection.ts'
import type { ReceiveService } from '../network/sim-peers.ts'
import type { PartnerPart, PartnerTemper } from './cast.ts'

export interface PartnerParts {
  readonly scheduler: Scheduler
  readonly random: SeededRandom
  readonly accounts: Accounts
  /** The number in the certificate of somebody that nobody knows. */
  readonly stranger: string
  /** Posts octets to the node that takes in for an organisation, with this number's certificate, until it is answered. */
  readonly post: (octets: Uint8Array, caller: string, to: string) => void
}

/** Another vendor's node by its behaviour at the wire: it takes messages in, or does one of the things that nodes do instead. */
export class Partner implements ReceiveService {
  readonly place: string
  readonly part: PartnerPart
  readonly listener = undefined
  readonly scripted = true
  /** The files that it has taken in, by tx.id. */
  readonly taken = new Map<string, string>()
  readonly #parts: PartnerParts
  /** By receiver and file, the tx.id. */
  readonly #files = new Map<string, string>()
  /** False when the faults are over: from then on it is good. */
  #misbehaves = true

  constructor(part: PartnerPart, parts: PartnerParts) {
    this.place = part.name
    this.part = part
    this.#parts = parts
  }

  behave(): void {
    this.#misbehaves = false
  }

  /** Whose certificate it shows. */
  get numbers(): readonly string[] {
    const { stranger } = this.#parts
    return this.#temper() === 'disguised' ? [stranger] : [this.part.own.number]
  }

  /** Whether nothing ever comes back from it. */
  get isDead(): boolean {
    return this.part.temper === 'dead'
  }

  async receive(connection: Connection<ReceiveAnswer>): Promise<void> {
    const { random, scheduler } = this.#parts
    const temper = this.#temper()
    if (temper === 'blackHole' || temper === 'dead') return
    const octets = await gathered(connection)
    if (octets === undefined) return
    if (temper === 'failing') return connection.answer({ status: 500, text: 'Internal Server Error' })
    if (temper === 'refusing') return connection.answer(refusal(random))
    if (temper === 'busy' && random.chance(0.8)) return connection.answer(comeAgain(random))
    if (readMessage(octets).label.includes('transfer-type="synch"')) return this.#reply(connection, octets)
    const duplicate = this.#take(octets)
    const { label } = readMessage(octets)
    // What it has to say may overtake its own 202.
    if (temper === 'hasty' && !duplicate) this.#speak(label, temper)
    if (temper === 'hasty') await after(scheduler, waiting(random, 1_000))
    if (temper === 'slow') await after(scheduler, random.int(1_000, 90_000))
    const txId = attribute(label, 'tx.id')
    const localId = `local-${txId.slice(0, 8)}`
    connection.answer({ status: 202, txId, localId, nodeId: this.place, duplicate })
    if (!duplicate && temper !== 'hasty') this.#speak(label, temper)
  }

  /** Answers a request; one that complains mixes it up with another. */
  async #reply(connection: Connection<ReceiveAnswer>, octets: Buffer): Promise<void> {
    const { random } = this.#parts
    const { label, parts } = readMessage(octets)
    const sha256 = sha256Of(parts[0]?.content)
    const mixedUp = this.#temper() === 'complaining' && random.chance(0.5)
    const txId = mixedUp ? seededUuid(random) : attribute(label, 'tx.id')
    await connection.write(replyMessage(label, sha256, txId, random))
    connection.answer({ status: 200, contentType: 'message/rfc822' })
  }

  #temper(): PartnerTemper {
    const { random } = this.#parts
    const { temper } = this.part
    if (!this.#misbehaves && temper !== 'dead') return 'good'
    if (temper !== 'flapping') return temper
    return random.pick(['good', 'failing', 'blackHole', 'slow', 'busy', 'hasty'] as const) ?? 'good'
  }

  /** True where it has it already. */
  #take(octets: Buffer): boolean {
    const { label, parts } = readMessage(octets)
    const txId = attribute(label, 'tx.id')
    const sha256 = sha256Of(parts[0]?.content)
    const before = this.taken.get(txId)
    if (before !== undefined && before !== sha256)
      this.#violate('hashes equal', `${txId} came with another file`)
    if (before !== undefined) return true
    this.taken.set(txId, sha256)
    if (isAdm(label)) return false
    const place = `${urnIn(label, 'to')} ${sha256}`
    const first = this.#files.get(place)
    if (first !== undefined) this.#violate('nothing twice', `${first} came again as ${txId}`)
    if (this.#parts.accounts.ofFile(sha256) === undefined)
      this.#violate('hashes equal', `${txId}: nobody sent it`)
    this.#files.set(place, txId)
    return false
  }

  /** Says what became of a message: once, twice, or nothing at all. */
  #speak(label: string, temper: PartnerTemper): void {
    const { random, post, scheduler } = this.#parts
    const from = urnIn(label, 'to')
    const to = urnIn(label, 'from')
    if (isAdm(label) || random.chance(0.2)) return
    const times = temper === 'repeating' ? 2 : 1
    const longest = temper === 'hasty' ? 500 : 300_000
    for (let time = 0; time < times; time++) {
      const kind = temper === 'complaining' && random.chance(0.7) ? 'error' : 'confirm'
      const octets = admMessage({ ...aboutLabel(label), kind, from, to }, random)
      scheduler.after(waiting(random, longest), () => post(octets, this.part.own.number, to))
    }
  }

  #violate(rule: string, detail: string): void {
    this.#parts.accounts.violate(new Violation(rule, this.place, detail))
  }
}

function sha256Of(content: Uint8Array | undefined): string {
  return createHash('sha256')
    .update(content ?? '')
    .digest('hex')
}

function isAdm(label: string): boolean {
  return label.includes('sequence-type="adm"')
}

async function gathered(connection: Connection<ReceiveAnswer>): Promise<Buffer | undefined> {
  try {
    return Buffer.concat(await Array.fromAsync(connection.body))
  } catch {
    // The sender broke off: a partner forgets it.
    return undefined
  }
}

function comeAgain(random: SeededRandom): ReceiveAnswer {
  const retryAfter = random.pick([undefined, 1_000, 120_000, 3_600_000])
  const status = random.pick([429, 503] as const) ?? 503
  return { status, text: 'Come again', ...(retryAfter === undefined ? {} : { retryAfter }) }
}

function refusal(random: SeededRandom): ReceiveAnswer {
  const code =
    random.pick(['UnknownReceiver', 'IllegalAgreement', 'MissingAgreement', 'OtherError']) ?? 'OtherError'
  return { status: 400, code, nodeId: 'partner', text: `${code}: not here` }
}
