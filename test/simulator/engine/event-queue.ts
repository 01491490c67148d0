/** Something that happens at a simulated time. */
export interface SimEvent {
  /** Milliseconds since the simulation began. */
  readonly time: number
  /** Undefined once it is cancelled: it is passed over when its time comes. */
  run: (() => void) | undefined
}

interface Entry {
  readonly event: SimEvent
  /** Events of one moment happen in the order they were asked for. */
  readonly order: number
}

/** Events in the order of their times: a binary heap. */
export class EventQueue {
  readonly #heap: Entry[] = []
  #order = 0

  get size(): number {
    return this.#heap.length
  }

  push(event: SimEvent): void {
    const entry = { event, order: this.#order++ }
    const heap = this.#heap
    let at = heap.length
    heap.push(entry)
    while (at > 0) {
      const above = (at - 1) >> 1
      const parent = heap[above]
      if (parent === undefined || before(parent, entry)) break
      heap[at] = parent
      at = above
    }
    heap[at] = entry
  }

  /** The time of the next event. */
  get next(): number | undefined {
    return this.#heap[0]?.event.time
  }

  pop(): SimEvent | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined) return undefined
    if (heap.length > 0) this.#sink(last)
    return first.event
  }

  #sink(entry: Entry): void {
    const heap = this.#heap
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      let smaller = heap[child]
      if (smaller === undefined) break
      const right = heap[child + 1]
      if (right !== undefined && before(right, smaller)) {
        child += 1
        smaller = right
      }
      if (before(entry, smaller)) break
      heap[at] = smaller
      at = child
    }
    heap[at] = entry
  }
}

function before(one: Entry, other: Entry): boolean {
  return one.event.time === other.event.time ? one.order < other.order : one.event.time < other.event.time
}
