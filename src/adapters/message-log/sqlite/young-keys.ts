/** Keys in a table without a row: no key is this. */
const empty = -1
const firstSlots = 1 << 17

/**
 * Keys and the sequence numbers they lead to, in two flat arrays: a Map of numbers this large costs an object for
 * each key and several times the processor time. Open addressing; one key may be in it several times.
 */
export class YoungKeys {
  #keys = new Float64Array(firstSlots).fill(empty)
  #seqs = new Float64Array(firstSlots)
  #count = 0

  get size(): number {
    return this.#count
  }

  add(key: number, seq: number): void {
    if (this.#count * 2 >= this.#keys.length) this.#rebuild(this.#keys.length * 2, () => true)
    let slot = this.#slotOf(key)
    while (this.#keys[slot] !== empty) slot = (slot + 1) & (this.#keys.length - 1)
    this.#keys[slot] = key
    this.#seqs[slot] = seq
    this.#count++
  }

  find(key: number): readonly number[] {
    let found: number[] | undefined
    const mask = this.#keys.length - 1
    for (let slot = this.#slotOf(key); this.#keys[slot] !== empty; slot = (slot + 1) & mask) {
      if (this.#keys[slot] === key) (found ??= []).push(this.#seqs[slot] ?? 0)
    }
    return found ?? none
  }

  /** Every key with a sequence number up to `last`, sorted, as key and number in turn. */
  sortedUpTo(last: number): Float64Array {
    const sorted = this.#keys.filter((key, slot) => key !== empty && (this.#seqs[slot] ?? 0) <= last).sort()
    const pairs = new Float64Array(sorted.length * 2)
    for (let index = 0; index < sorted.length;) {
      const key = sorted[index] ?? empty
      for (const seq of this.find(key)) {
        if (seq > last) continue
        pairs[index * 2] = key
        pairs[index * 2 + 1] = seq
        index++
      }
    }
    return pairs
  }

  /** Takes out every key that leads to a sequence number for which `gone` holds. */
  drop(gone: (seq: number) => boolean): void {
    this.#rebuild(this.#keys.length, (seq) => !gone(seq))
  }

  #rebuild(slots: number, stays: (seq: number) => boolean): void {
    const [keys, seqs] = [this.#keys, this.#seqs]
    this.#keys = new Float64Array(slots).fill(empty)
    this.#seqs = new Float64Array(slots)
    this.#count = 0
    // By index: an iterator over this many slots would hold up the commits.
    for (let slot = 0; slot < keys.length; slot++) {
      const key = keys[slot] ?? empty
      const seq = seqs[slot] ?? 0
      if (key !== empty && stays(seq)) this.add(key, seq)
    }
  }

  /** Keys are hashes already: their low bits will do. */
  #slotOf(key: number): number {
    return (key % 4294967296) & (this.#keys.length - 1)
  }
}

const none: readonly number[] = []
