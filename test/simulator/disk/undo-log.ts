/** How to take back what was written since the last sync, a transaction at a time. */
export class UndoLog {
  readonly #transactions: (() => void)[][] = []
  #current: (() => void)[] | undefined

  /** Runs one transaction: all of it, or nothing where it throws or answers that it is refused. */
  transaction<T>(run: () => { readonly keep: boolean; readonly answer: T }): T {
    const undo: (() => void)[] = []
    this.#current = undo
    try {
      const { keep, answer } = run()
      if (keep) this.#transactions.push(undo)
      else takeBack(undo)
      return answer
    } catch (error) {
      takeBack(undo)
      throw error
    } finally {
      this.#current = undefined
    }
  }

  /** To be called with each write, in the midst of a transaction. */
  onUndo(undo: () => void): void {
    if (this.#current === undefined) throw new Error('a write outside of a transaction')
    this.#current.push(undo)
  }

  /** What is written so far stays. */
  sync(): void {
    this.#transactions.length = 0
  }

  /** Power is lost: what was not synced is gone, the newest transaction first. */
  crash(): void {
    for (const undo of this.#transactions.toReversed()) takeBack(undo)
    this.#transactions.length = 0
  }
}

function takeBack(undo: readonly (() => void)[]): void {
  for (const one of undo.toReversed()) one()
}

/** A map whose changes an undo log can take back. */
export class DurableMap<K, V> {
  readonly #map = new Map<K, V>()
  readonly #undo: UndoLog

  constructor(undo: UndoLog) {
    this.#undo = undo
  }

  get size(): number {
    return this.#map.size
  }

  get(key: K): V | undefined {
    return this.#map.get(key)
  }

  has(key: K): boolean {
    return this.#map.has(key)
  }

  keys(): MapIterator<K> {
    return this.#map.keys()
  }

  entries(): MapIterator<[K, V]> {
    return this.#map.entries()
  }

  values(): MapIterator<V> {
    return this.#map.values()
  }

  set(key: K, value: V): void {
    const before = this.#map.get(key)
    this.#map.set(key, value)
    this.#undo.onUndo(() => {
      if (before === undefined) this.#map.delete(key)
      else this.#map.set(key, before)
    })
  }

  delete(key: K): void {
    const before = this.#map.get(key)
    if (before === undefined) return
    this.#map.delete(key)
    this.#undo.onUndo(() => this.#map.set(key, before))
  }
}

/** A list that only grows, unless an undo log takes its end back. */
export class DurableList<V> {
  readonly #list: V[] = []
  readonly #undo: UndoLog

  constructor(undo: UndoLog) {
    this.#undo = undo
  }

  get all(): readonly V[] {
    return this.#list
  }

  push(value: V): void {
    this.#list.push(value)
    this.#undo.onUndo(() => this.#list.pop())
  }
}
