/** A free-text party: the person or system behind an address (`originator`, `end-recipient`). */
export interface Party {
  readonly text: string
  readonly name?: string
  readonly labeledUri?: string
}

/** A sending or receiving address, without its URN prefix: `orgnr` or `orgnr.internal`. */
export interface Address {
  readonly address: string
  readonly commonName?: string
  readonly email?: string
  readonly labeledUri?: string
}

export interface ProductReference {
  /** A lower-case UUID, or one of the special ids `confirm`, `error`, `agreement`; without its URN prefix. */
  readonly id: string
  readonly commonName?: string
  readonly labeledUri?: string
}

export interface Meta {
  readonly name: string
  readonly value: string
}

export interface DataEntry {
  readonly datapartType: string
  readonly fileName?: string
  readonly bytes?: number
  readonly records?: number
}

export interface LabelContent {
  readonly contentId: string
  readonly data: readonly DataEntry[]
  /** Set in place of `data` by a compound message. */
  readonly compoundParts?: number
  readonly comment?: string
}

export interface HistoryEntry {
  /** `yyyy-MM-ddTHH:mm:ss`, local time, no zone. */
  readonly datetime: string
  readonly comment?: string
  readonly nodeId: string
  readonly contentId?: string
  readonly txId?: string
  readonly from?: string
  readonly to?: string
  readonly localId?: string
  readonly agreement?: string
}

export type TransferType = 'asynch' | 'synch'
export type SequenceType = 'event' | 'request' | 'reply' | 'adm'
export type MessageStatus = 'production' | 'test'

/** `shs.label` 1.2, and 1.1 by its `version` (SHS DTD descriptions, shs-label). Ids are lower case where they are UUIDs. */
export interface Label {
  readonly version: '1.2' | '1.1'
  readonly txId: string
  readonly corrId: string
  readonly agreement?: string
  readonly transferType: TransferType
  readonly messageType: 'simple' | 'compound'
  readonly documentType?: 'simple' | 'compound'
  readonly sequenceType: SequenceType
  readonly status: MessageStatus
  readonly originator?: Party
  readonly from?: Address
  readonly to?: Address
  readonly endRecipient?: Party
  readonly product: ProductReference
  readonly meta: readonly Meta[]
  readonly subject?: string
  /** `yyyy-MM-ddTHH:mm:ss`, local time, no zone. */
  readonly datetime: string
  readonly content: LabelContent
  readonly history: readonly HistoryEntry[]
}
