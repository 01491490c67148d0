import type { AuditWire } from './change-wire.ts'
import type { AttemptRowWire, AuditRowWire, PurgedWire, RecordWire, RegistryRowWire } from './row-wire.ts'
import type { FaultWire } from './store-failure.ts'

/* What the main thread and the writer say to each other. */

export type OutcomeWire =
  | 'done'
  | { readonly duplicate: RecordWire }
  | { readonly purgedDuplicate: PurgedWire }
  | { readonly conflict: RecordWire | undefined }
  | FaultWire

/** Questions for the writer: point lookups, which need the keys it holds in memory. */
export type WriterQuestion =
  | { readonly ask: 'byTxId'; readonly txIds: readonly string[] }
  | { readonly ask: 'byReceiptId'; readonly ids: readonly string[] }
  | { readonly ask: 'purgedByTxId'; readonly txIds: readonly string[] }
  | { readonly ask: 'purgedByReceiptId'; readonly ids: readonly string[] }
  | { readonly ask: 'attempts'; readonly ids: readonly string[] }
  | { readonly ask: 'rowBody'; readonly id: string }
  | { readonly ask: 'story'; readonly id: string }
  | { readonly ask: 'registry' }

export interface RegistryApply {
  readonly change: readonly {
    readonly kind: string
    readonly id: string
    readonly put: { readonly entry: string; readonly imported: string | null } | null
  }[]
  readonly expectRevision: number
  readonly audit: readonly AuditWire[]
}

/** A step of a scrub (scrubbing.ts), or of forgetting what passed. */
export type ScrubStep =
  | { readonly do: 'carry' | 'mark' | 'drop' }
  | { readonly do: 'erase'; readonly mark: number }
  | { readonly do: 'forgetPassed'; readonly before: number }

export type ScrubAnswer =
  | { readonly left: boolean }
  | { readonly mark: number }
  | { readonly dropped: readonly number[] }
  | { readonly forgot: number }

export type WriterTask =
  /** `changes`: an array of ChangeWire as JSON, which costs half of what cloning it would. */
  | { readonly kind: 'commit'; readonly count: number; readonly changes: string }
  | { readonly kind: 'ask'; readonly question: WriterQuestion }
  | { readonly kind: 'apply'; readonly apply: RegistryApply }
  | { readonly kind: 'scrub'; readonly step: ScrubStep }

export type ToWriter =
  | {
      readonly kind: 'batch'
      readonly batch: number
      readonly tasks: readonly WriterTask[]
      readonly content: Uint8Array
      readonly contentLength: number
      readonly side: Uint8Array
    }
  | { readonly kind: 'close' }

export type WriterAnswer =
  | { readonly outcomes: readonly OutcomeWire[] }
  | { readonly records: readonly (RecordWire | undefined)[] }
  | { readonly purged: readonly (PurgedWire | undefined)[] }
  | { readonly attempts: readonly (AttemptRowWire | undefined)[] }
  | { readonly bytes: Uint8Array | undefined }
  | { readonly audit: readonly AuditRowWire[] }
  | { readonly registry: readonly RegistryRowWire[]; readonly revision: number }
  | { readonly applied: boolean }
  | ScrubAnswer
  | FaultWire

export type FromWriter =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'answers'
      readonly batch: number
      readonly answers: readonly WriterAnswer[]
      /** The buffers of the batch, to be filled again. */
      readonly content: Uint8Array
      readonly side: Uint8Array
    }
  /** The store can't be trusted or used any more; nothing further will be answered. */
  | { readonly kind: 'failed'; readonly fault: string }
