import type { Place } from './segments.ts'
import type { ChangeWire } from './change-wire.ts'

/** A change as it arrived: `content` is its stretches for the segment, `side` begins with its audit octets. */
export interface ArrivedChange {
  readonly wire: ChangeWire
  readonly content: Uint8Array
  readonly side: Uint8Array
}

/** A change with where its content lies; undefined: in no segment, because a tx.id of it seemed taken. */
export interface PlacedChange {
  readonly wire: ChangeWire
  readonly place: Place | undefined
  readonly side: Uint8Array
}

/** Takes a batch's two buffers apart, change by change. */
export class Arriving {
  readonly #content: Uint8Array
  readonly #side: Uint8Array
  #contentAt = 0
  #sideAt = 0

  constructor(content: Uint8Array, side: Uint8Array) {
    this.#content = content
    this.#side = side
  }

  next(wire: ChangeWire): ArrivedChange {
    const [inserts, , , audit] = wire
    const [from, side] = [this.#contentAt, this.#side.subarray(this.#sideAt)]
    for (const insert of inserts) this.#contentAt += insert[6] + insert[7]
    for (const row of audit) this.#sideAt += row[3] + row[4]
    return { wire, content: this.#content.subarray(from, this.#contentAt), side }
  }
}
