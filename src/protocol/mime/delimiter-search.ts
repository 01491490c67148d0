/** How far the delimiter may be moved on, by the octet that stands in its last place. */
interface Skips {
  /** 0 for the delimiter's own last octet. */
  readonly skips: Uint8Array
  /** For that octet, where the rest did not match. */
  readonly afterLast: number
}

/**
 * Finds a boundary delimiter (`CR LF "--" boundary`, or with LF alone) in octets: Boyer-Moore-Horspool, so most octets
 * are never looked at. Linear at worst, for the line end that begins the delimiter stands nowhere else in it.
 */
export class DelimiterSearch {
  readonly delimiter: Uint8Array
  /** Made when it is first needed: most delimiters before the first part are where they are looked for first. */
  #skips: Skips | undefined

  constructor(delimiter: Uint8Array) {
    this.delimiter = delimiter
  }

  /** Where the whole delimiter begins in `octets`, at or after `from`; -1 where it does not. */
  find(octets: Uint8Array, from: number): number {
    this.#skips ??= skipsOf(this.delimiter)
    const { skips, afterLast } = this.#skips
    const last = this.delimiter.length - 1
    const end = octets.length
    let at = from + last
    while (at < end) {
      const step = skips[octets[at] ?? 0] ?? 0
      if (step !== 0) {
        at += step
      } else if (this.#matches(octets, at - last)) {
        return at - last
      } else {
        at += afterLast
      }
    }
    return -1
  }

  /** How many of the last of `octets` (from `from` on) may be the beginning of a delimiter whose rest is to come. */
  tail(octets: Uint8Array, from: number): number {
    const first = this.delimiter[0]
    const earliest = Math.max(from, octets.length - this.delimiter.length + 1)
    for (let at = octets.length - 1; at >= earliest; at--) {
      // The first octet stands nowhere else in the delimiter, so no earlier place can be a beginning.
      if (octets[at] === first) return this.#matches(octets, at) ? octets.length - at : 0
    }
    return 0
  }

  /** Compares as far as `octets` reach. */
  #matches(octets: Uint8Array, start: number): boolean {
    const delimiter = this.delimiter
    const length = Math.min(delimiter.length, octets.length - start)
    for (let i = 0; i < length; i++) {
      if (octets[start + i] !== delimiter[i]) return false
    }
    return true
  }
}

function skipsOf(delimiter: Uint8Array): Skips {
  const last = delimiter.length - 1
  const skips = new Uint8Array(256).fill(delimiter.length)
  for (let i = 0; i < last; i++) skips[delimiter[i] ?? 0] = last - i
  const lastOctet = delimiter[last] ?? 0
  const afterLast = skips[lastOctet] ?? delimiter.length
  skips[lastOctet] = 0
  return { skips, afterLast }
}
