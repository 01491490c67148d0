import { createHash } from 'node:crypto'
import type { SeededRandom } from '../../kill/random.ts'
import { readMessage } from '../../support/read-message.ts'
import type { Accounts } from '../checks/accounts.ts'
import { Violation } from '../checks/violation.ts'
import type { Scheduler } from '../engine/scheduler.ts'
import { waiting } from '../engine/streams.ts'
import { after } from '../load/sender.ts'
import { attribute, confirmMessage } from '../load/adm-message.ts'
import type { ReceiveAnswer } from '../network/answers.ts'
import type { Connection } from '../network/connection.ts'
import type { ReceiveService } from '../network/sim-peers.ts'
import type { PartnerPart, PartnerTemper } from './cast.ts'

export interface PartnerParts {
  readonly scheduler: Scheduler
  readonly random: SeededRandom
  readonly accounts: Accounts
  /** Posts octets to the node that takes in for an organisation, with this number's certificate, until it is answered. */
  readonly post: (octets: Uint8Array, caller: string, to: string) => void
}

/** Another vendor's node by its behaviour at the wire: it takes messages in, or does one of the things that nodes do instead. */
export class Partner implements ReceiveService {
  readonly place: string
  readonly part: PartnerPart
  readonly listener = undefined
  readonly scripted = true
  readonly numbers: readonly string[]
  /** The files that it has taken in, by tx.id. */
  readonly taken = new Map<string, string>()
  readonly #parts: PartnerParts
  readonly #files = new Map<string, string>()
  /** False when the faults are over: from then on it is good. */
  #misbehaves = true

  constructor(part: PartnerPart, parts: PartnerParts) {
    this.place = part.name
    this.part = part
    this.numbers = [part.own.number]
    this.#parts = parts
  }

  behave(): void {
    this.#misbehaves = false
  }

  async receive(connection: Connection<ReceiveAnswer>): Promise<void> {
    const { random, scheduler } = this.#parts
    const temper = this.#temper()
    if (temper === 'blackHole') return
    const octets = await gathered(connection)
    if (octets === undefined) return
    if (temper === 'failing') return connection.answer({ status: 500, text: 'Internal Server Error' })
    if (temper === 'refusing') return connection.answer(refusal(random))
    const duplicate = this.#take(octets)
    if (temper === 'slow') await after(scheduler, random.int(1_000, 90_000))
    const { label } = readMessage(octets)
    const txId = attribute(label, 'tx.id')
    const localId = `local-${txId.slice(0, 8)}`
    connection.answer({ status: 202, txId, localId, nodeId: this.place, duplicate })
    if (!duplicate) this.#confirm(label, temper)
  }

  #temper(): PartnerTemper {
    const { random } = this.#parts
    if (!this.#misbehaves) return 'good'
    const { temper } = this.part
    if (temper !== 'flapping') return temper
    return random.pick(['good', 'failing', 'blackHole', 'slow'] as const) ?? 'good'
  }

  /** True where it has it already. */
  #take(octets: Buffer): boolean {
    const { label, parts } = readMessage(octets)
    const txId = attribute(label, 'tx.id')
    const sha256 = createHash('sha256')
      .update(parts[0]?.content ?? '')
      .digest('hex')
    const before = this.taken.get(txId)
    if (before !== undefined && before !== sha256)
      this.#violate('hashes equal', `${txId} came with another file`)
    if (before !== undefined) return true
    this.taken.set(txId, sha256)
    if (isAdm(label)) return false
    const first = this.#files.get(sha256)
    if (first !== undefined) this.#violate('nothing twice', `${first} came again as ${txId}`)
    if (this.#parts.accounts.ofFile(sha256) === undefined)
      this.#violate('hashes equal', `${txId}: nobody sent it`)
    this.#files.set(sha256, txId)
    return false
  }

  #confirm(label: string, temper: PartnerTemper): void {
    const { random, post, scheduler } = this.#parts
    const to = /<from[^>]*>urn:X-shs:([^<]+)</.exec(label)?.[1]
    if (to === undefined || isAdm(label) || random.chance(0.2)) return
    const times = temper === 'repeating' ? 2 : 1
    for (let time = 0; time < times; time++) {
      const octets = confirmMessage(label, this.part.own.number, to, random)
      scheduler.after(waiting(random, 300_000), () => post(octets, this.part.own.number, to))
    }
  }

  #violate(rule: string, detail: string): void {
    this.#parts.accounts.violate(new Violation(rule, this.place, detail))
  }
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

function refusal(random: SeededRandom): ReceiveAnswer {
  const code =
    random.pick(['UnknownReceiver', 'IllegalAgreement', 'MissingAgreement', 'OtherError']) ?? 'OtherError'
  return { status: 400, code, nodeId: 'partner', text: `${code}: not here` }
}
