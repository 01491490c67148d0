/** A map that forgets what was put in it longest ago when it is full. */
export interface BoundedMemory<T> {
  get(key: string): T | undefined
  put(key: string, value: T): void
  forget(key: string): void
}

export function boundedMemory<T>(most: number): BoundedMemory<T> {
  const held = new Map<string, T>()
  return {
    get: (key) => held.get(key),
    put(key, value) {
      // Deleted first, so that the map's order is that of the last putting.
      held.delete(key)
      held.set(key, value)
      if (held.size <= most) return
      const oldest = held.keys().next()
      if (oldest.done !== true) held.delete(oldest.value)
    },
    forget: (key) => void held.delete(key),
  }
}
