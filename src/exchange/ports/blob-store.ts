/** Which octets of a blob to read; both ends in octets, `end` exclusive. */
export interface BlobRange {
  readonly start: number
  readonly end: number
}

export interface BlobEntry {
  readonly id: string
  readonly bytes: number
  /** Milliseconds since 1970 of the last write. */
  readonly changedAt: number
}

/** One blob on its way in. Exactly one of `commit` and `abort` ends it. */
export interface BlobWriter {
  /** The id it will have once committed. */
  readonly id: string
  /** Resolves when more may be written; memory does not grow with what was written before. */
  write(bytes: Uint8Array): Promise<void>
  /** Resolves only when the octets and the name by which they are found would survive a power cut. */
  commit(): Promise<void>
  /** Leaves nothing behind; never throws for a blob that is gone already. */
  abort(): Promise<void>
}

/** Octets that are too many for a row of the message log. A blob is written once and never changed. */
export interface BlobStore {
  create(): Promise<BlobWriter>
  /** Throws `BlobMissing` when the first octets are asked for and the blob is not there. */
  read(id: string, range?: BlobRange): AsyncIterable<Uint8Array>
  /** Removing what is not there is no error. */
  remove(ids: readonly string[]): Promise<void>
  /** Every blob there is, committed or left half written, in batches. */
  entries(): AsyncIterable<readonly BlobEntry[]>
}
