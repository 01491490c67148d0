import type { Findings } from '../findings.ts'
import { type Canonical, StoreFile } from '../store-file.ts'

/** What a node's audit trail tells of one tx.id. */
export interface Story {
  readonly txId: string
  corrId: string
  from: string
  to: string
  product: string
  /** Of the files of all its data parts, one after the other. */
  sha256: string
  /** Rows by their event; those that tell of a refusal by their code too, as "refused MissingAgreement". */
  readonly events: Map<string, number>
}

/** One node's audit trail, as far as it has been read. */
export class SideTrail {
  readonly #store: StoreFile
  readonly #stories = new Map<string, Story>()
  readonly #txIdOf = new Map<string, string>()
  rows = 0

  constructor(dataDir: string) {
    this.#store = new StoreFile(dataDir)
  }

  /** Reads the rows that have come since the last call, beside the node or without it. */
  read(findings: Findings): void {
    for (const { number, row } of this.#store.auditRows(this.rows, findings)) {
      this.rows = number
      this.#enter(row)
    }
  }

  get stories(): readonly Story[] {
    return [...this.#stories.values()]
  }

  /** How many rows tell of an event of a message. */
  count(txId: string, event: string): number {
    return this.#stories.get(txId)?.events.get(event) ?? 0
  }

  story(txId: string): Story | undefined {
    return this.#stories.get(txId)
  }

  #enter(row: Canonical): void {
    const { event, subject } = row
    const txId = row.txId ?? (subject === undefined ? undefined : this.#txIdOf.get(subject))
    if (txId === undefined) return
    if (subject !== undefined) this.#txIdOf.set(subject, txId)
    const story = this.#stories.get(txId) ?? newStory(txId)
    this.#stories.set(txId, story)
    const names = event === 'refused' ? [event, `${event} ${row.code}`] : [event]
    for (const name of names) story.events.set(name, (story.events.get(name) ?? 0) + 1)
    if (event === 'refused' || row.corrId === undefined) return
    story.corrId = row.corrId
    story.from = row.from ?? ''
    story.to = row.to ?? story.to
    story.product = row.product ?? ''
    story.sha256 = (row.sha256 ?? []).join(' ')
  }
}

function newStory(txId: string): Story {
  return { txId, corrId: '', from: '', to: '', product: '', sha256: '', events: new Map() }
}
