import { KvittensError } from '../../../src/protocol/kvittens-error.ts'
import type { BusinessEvent, Journal } from '../../../src/exchange/ports/journal.ts'
import { clockText } from '../engine/trace.ts'
import type { Scheduler } from '../engine/scheduler.ts'

const keptLines = 40

interface Entry {
  readonly step: number
  readonly time: number
  readonly text: () => string
}

/** What a node has told its operator, through all its lives: the last lines, and how often each event came. */
export class NodeJournal implements Journal {
  readonly #scheduler: Scheduler
  readonly #onFault: (error: unknown) => void
  readonly #lines: Entry[] = []
  readonly #counts = new Map<string, number>()
  #at = 0

  constructor(scheduler: Scheduler, onFault: (error: unknown) => void) {
    this.#scheduler = scheduler
    this.#onFault = onFault
  }

  tell(event: BusinessEvent): void {
    this.#count(event.event)
    this.#keep(() => eventText(event))
  }

  fault(id: string, error: unknown): void {
    this.#count('fault')
    this.#keep(() => `fault ${id}: ${errorText(error)}`)
    this.#onFault(error)
  }

  /** A line of the simulation itself: the node started, was killed, its disk was taken away. */
  remark(text: string): void {
    this.#keep(() => `- ${text}`)
  }

  countOf(event: string): number {
    return this.#counts.get(event) ?? 0
  }

  get tail(): readonly string[] {
    return [...this.#lines.slice(this.#at), ...this.#lines.slice(0, this.#at)].map(
      ({ step, time, text }) => `${String(step).padStart(8)}  ${clockText(time)}  ${text()}`,
    )
  }

  #count(event: string): void {
    this.#counts.set(event, (this.#counts.get(event) ?? 0) + 1)
  }

  #keep(text: () => string): void {
    this.#lines[this.#at] = { step: this.#scheduler.step, time: this.#scheduler.now, text }
    this.#at = (this.#at + 1) % keptLines
  }
}

/** An error in a line, with its code where it has one. */
export function errorText(error: unknown): string {
  if (error instanceof KvittensError) return `${error.code}: ${error.message}`
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

function eventText(event: BusinessEvent): string {
  const { event: name, receiptId, txId, from, to, code } = event
  return [name, receiptId, txId && `tx ${txId}`, from && `from ${from}`, to && `to ${to}`, code]
    .filter((one) => one !== undefined)
    .join(' ')
}
