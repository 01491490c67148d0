/** Randomness that a seed repeats: sizes, contents, choices and moments of one actor in one round. */
export class SeededRandom {
  #state: number

  constructor(seed: number, ...path: readonly number[]) {
    this.#state = path.reduce(
      (state, step) => Math.imul(state ^ (step + 0x9e3779b9), 0x85ebca6b) ^ (state >>> 13),
      seed | 0,
    )
  }

  /** In [0, 1); mulberry32. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }

  /** A whole number, both ends included. */
  int(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1))
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<T>(from: readonly T[]): T | undefined {
    return from[this.int(0, from.length - 1)]
  }

  /** A version 4 UUID, lower case. */
  uuid(): string {
    const hex = Array.from({ length: 16 }, () => this.int(0, 255).toString(16).padStart(2, '0')).join('')
    const variant = '89ab'[this.int(0, 3)] ?? '8'
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
  }
}

const poolBytes = 16 * 1024 * 1024

/** Octets of every value to cut contents from, made once: a generator in JavaScript is too slow for megabytes. */
export function contentPool(seed: number): (random: SeededRandom, bytes: number) => Buffer {
  const random = new SeededRandom(seed, 7)
  const pool = Buffer.allocUnsafe(poolBytes)
  for (let at = 0; at < poolBytes; at += 4) pool.writeUInt32LE(Math.floor(random.next() * 4294967296), at)
  return (from, bytes) => {
    const at = from.int(0, poolBytes - bytes)
    return pool.subarray(at, at + bytes)
  }
}

/** From 1 octet to 8 MiB, mostly small. */
export function messageSize(random: SeededRandom): number {
  const kind = random.next()
  if (kind < 0.06) return random.int(1, 16)
  if (kind < 0.86) return random.int(16, 8 * 1024)
  if (kind < 0.97) return random.int(8 * 1024, 300 * 1024)
  if (kind < 0.995) return random.int(300 * 1024, 1024 * 1024)
  return random.int(1024 * 1024, 8 * 1024 * 1024)
}
