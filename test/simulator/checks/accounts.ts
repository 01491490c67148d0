import type { Violation } from './violation.ts'
import type { WorldFacts } from './world-facts.ts'

/** A message that somebody outside has sent, or tries to. */
export interface SentMessage {
  readonly number: number
  readonly txId: string
  readonly corrId: string
  readonly contentId: string
  readonly from: string
  /** Absent where the agreements give the receivers. */
  readonly to?: string
  readonly product: string
  readonly status: 'production' | 'test'
  readonly agreement?: string
  /** SHA-256 of the file inside, which no other message has. */
  readonly sha256: string
  readonly octets: Uint8Array
  /** Whom it was posted to. */
  readonly via: string
  accepted: { readonly receiptId: string; readonly at: number } | undefined
  refused: { readonly code: string | undefined } | undefined
  /** Of a synchronous request: it has got its reply. */
  answered?: boolean
  readonly transferType: 'asynch' | 'synch'
}

/** What everybody outside the nodes knows: what was sent, what was answered, and what came out. */
export class Accounts {
  readonly sent: SentMessage[] = []
  readonly #byFile = new Map<string, SentMessage>()
  /** By mailbox and file: the tx.id with which a receiver got it. */
  readonly arrived = new Map<string, string>()
  readonly #violate: (violation: Violation) => void
  #facts: WorldFacts | undefined

  constructor(violate: (violation: Violation) => void) {
    this.#violate = violate
  }

  add(message: SentMessage): void {
    this.sent.push(message)
    this.#byFile.set(message.sha256, message)
  }

  /** The message that a file was sent in. */
  ofFile(sha256: string): SentMessage | undefined {
    return this.#byFile.get(sha256)
  }

  get facts(): WorldFacts {
    if (this.#facts === undefined) throw new Error('the accounts know no world yet')
    return this.#facts
  }

  set facts(facts: WorldFacts) {
    this.#facts = facts
  }

  violate(violation: Violation): void {
    this.#violate(violation)
  }

  get accepted(): readonly SentMessage[] {
    return this.sent.filter(({ accepted }) => accepted !== undefined)
  }
}
