import { createHash } from 'node:crypto'

interface Line {
  readonly step: number
  readonly time: number
  readonly what: string
}

/** Octets of text that are hashed at a time. */
const blockLength = 64 * 1024
const tailLines = 60

/** Everything that happened, as a hash that the same seed gives again; of the text only the last lines are kept. */
export class Trace {
  readonly #hash = createHash('sha256')
  readonly #write: ((text: string) => void) | undefined
  readonly #tail: Line[] = []
  #at = 0
  #block = ''

  /** `write` is given all of the text, where it is wanted. */
  constructor(write?: (text: string) => void) {
    this.#write = write
  }

  /** `time` in milliseconds since the simulation began. */
  line(step: number, time: number, what: string): void {
    this.#tail[this.#at] = { step, time, what }
    this.#at = (this.#at + 1) % tailLines
    this.#block += `${step} ${Math.round(time * 1000)} ${what}\n`
    if (this.#block.length >= blockLength) this.#flush()
  }

  /** SHA-256 of all lines so far, lower-case hex. */
  get hash(): string {
    this.#flush()
    return this.#hash.copy().digest('hex')
  }

  /** The last lines that hold a text, oldest first. */
  tail(holding: string): readonly string[] {
    const inOrder = [...this.#tail.slice(this.#at), ...this.#tail.slice(0, this.#at)]
    return inOrder
      .filter(({ what }) => what.includes(holding))
      .map(({ step, time, what }) => `${String(step).padStart(8)}  ${clockText(time)}  ${what}`)
  }

  #flush(): void {
    this.#hash.update(this.#block)
    this.#write?.(this.#block)
    this.#block = ''
  }
}

/** A simulated time as `d hh:mm:ss.mmm`. */
export function clockText(time: number): string {
  const days = Math.floor(time / 86_400_000)
  return `${days}d ${new Date(time).toISOString().slice(11, 23)}`
}
