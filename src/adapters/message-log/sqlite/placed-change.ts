import type { Place } from './segments.ts'
import type { ChangeWire } from './wire.ts'

/** A change with where its octets lie: its stretches in the segment from `at` on, its audit octets in `side`. */
export interface PlacedChange {
  readonly wire: ChangeWire
  readonly segment: number
  readonly at: number
  readonly side: Uint8Array
}

/** Walks the changes of a batch along its two buffers. */
export class Placing {
  readonly #place: Place
  readonly #side: Uint8Array
  #contentAt = 0
  #sideAt = 0

  constructor(place: Place, side: Uint8Array) {
    this.#place = place
    this.#side = side
  }

  next(wire: ChangeWire): PlacedChange {
    const [inserts, , , audit] = wire
    const placed = {
      wire,
      segment: this.#place.segment,
      at: this.#place.at + this.#contentAt,
      side: this.#side.subarray(this.#sideAt),
    }
    for (const insert of inserts) this.#contentAt += insert[6] + insert[7]
    for (const row of audit) this.#sideAt += row[3] + row[4]
    return placed
  }
}
