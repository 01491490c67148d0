import type { IncomingMessage } from 'node:http'
import { Refusal } from '../../exchange/refusal.ts'
import type { Clock } from '../../exchange/ports/clock.ts'
import type { HttpLimits } from './http-limits.ts'

/** What a body must keep to. */
type BodyLimits = Pick<HttpLimits, 'idleTimeout' | 'minBytesPerSecond'>

/** Octets that may wait for their reader before the sender is held back. */
const highWater = 128 * 1024

/**
 * A request's body as chunks, for one reader. Leaving the loop early leaves the rest unread and the connection
 * whole. A sender that breaks off, stands still or is too slow makes it throw a `Refusal`.
 */
export class RequestBody implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array> {
  readonly #request: IncomingMessage
  readonly #limits: BodyLimits
  readonly #clock: Clock
  readonly #begun: number
  readonly #idle: NodeJS.Timeout
  #queue: Uint8Array[] = []
  #queued = 0
  #received = 0
  #ended = false
  #failure: Refusal | undefined
  #wake: (() => void) | undefined
  #paused = false
  #released = false

  constructor(request: IncomingMessage, limits: BodyLimits, clock: Clock) {
    this.#request = request
    this.#limits = limits
    this.#clock = clock
    this.#begun = clock.monotonic()
    request.on('data', this.#onData)
    request.on('end', this.#onEnd)
    request.on('error', this.#onBroken)
    request.on('close', this.#onBroken)
    // A timer of its own: the connection's is shared with other requests on it, and with node:http.
    this.#idle = setTimeout(this.#onIdle, limits.idleTimeout)
    this.#idle.unref()
  }

  /** Octets that have come so far. */
  get received(): number {
    return this.#received
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return this
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    for (;;) {
      const chunk = this.#queue.shift()
      if (chunk !== undefined) return { done: false, value: this.#handOut(chunk) }
      if (this.#failure !== undefined) throw this.#failure
      if (this.#ended) return { done: true, value: undefined }
      await new Promise<void>((wake) => {
        this.#wake = wake
      })
    }
  }

  /** The reader has had enough; what still comes is for `discard`. */
  return(): Promise<IteratorResult<Uint8Array>> {
    this.#queue = []
    this.#queued = 0
    this.#release()
    return Promise.resolve({ done: true, value: undefined })
  }

  #handOut(chunk: Uint8Array): Uint8Array {
    this.#queued -= chunk.length
    if (this.#paused && this.#queued < highWater / 2) {
      this.#paused = false
      this.#request.resume()
      // The time that our own store held the body back is not the sender's.
      if (!this.#released) this.#idle.refresh()
    }
    return chunk
  }

  readonly #onData = (chunk: Uint8Array): void => {
    this.#idle.refresh()
    this.#received += chunk.length
    this.#queue.push(chunk)
    this.#queued += chunk.length
    if (this.#queued >= highWater && !this.#paused) {
      this.#paused = true
      this.#request.pause()
    }
    if (this.#tooSlow()) this.#fail(tooSlow(this.#received, this.#limits.minBytesPerSecond))
    else this.#wakeUp()
  }

  #tooSlow(): boolean {
    const counted = this.#clock.monotonic() - this.#begun - this.#limits.idleTimeout
    return counted > 0 && this.#received < (counted / 1000) * this.#limits.minBytesPerSecond && !this.#paused
  }

  readonly #onEnd = (): void => {
    this.#ended = true
    this.#release()
    this.#wakeUp()
  }

  readonly #onBroken = (): void => {
    if (!this.#ended) this.#fail(brokenOff(this.#received))
  }

  readonly #onIdle = (): void => {
    // While our own store is what holds the body back, the sender is not to blame.
    if (!this.#paused) this.#fail(stoodStill(this.#received, this.#limits.idleTimeout))
  }

  #fail(refusal: Refusal): void {
    this.#failure ??= refusal
    this.#queue = []
    this.#release()
    this.#wakeUp()
  }

  #release(): void {
    this.#released = true
    clearTimeout(this.#idle)
    this.#request.off('data', this.#onData)
    this.#request.off('end', this.#onEnd)
    this.#request.off('close', this.#onBroken)
  }

  #wakeUp(): void {
    this.#wake?.()
    this.#wake = undefined
  }
}

function brokenOff(received: number): Refusal {
  return new Refusal('brokenOff', 'BrokenOff', {
    words: {
      sv: `Överföringen bröts av avsändaren efter ${received} byte; inget är mottaget.`,
      en: `The sender broke off after ${received} bytes; nothing was received.`,
    },
    cure: { sv: 'Skicka hela filen igen.', en: 'Send the whole file again.' },
    retryable: true,
  })
}

function stoodStill(received: number, limit: number): Refusal {
  return new Refusal('timeout', 'IdleTimeout', {
    words: {
      sv: `Inget kom på ${limit / 1000} sekunder (gränsen limits.idleTimeout), efter ${received} byte; inget är mottaget.`,
      en: `Nothing came for ${limit / 1000} seconds (the limit limits.idleTimeout), after ${received} bytes; nothing was received.`,
    },
    cure: { sv: 'Kontrollera förbindelsen och skicka igen.', en: 'Check the line and send again.' },
    retryable: true,
  })
}

function tooSlow(received: number, rate: number): Refusal {
  return new Refusal('timeout', 'TooSlow', {
    words: {
      sv: `Överföringen gick långsammare än ${rate} byte per sekund (gränsen limits.minBytesPerSecond), efter ${received} byte; inget är mottaget.`,
      en: `The transfer was slower than ${rate} bytes a second (the limit limits.minBytesPerSecond), after ${received} bytes; nothing was received.`,
    },
    cure: { sv: 'Kontrollera förbindelsen och skicka igen.', en: 'Check the line and send again.' },
    retryable: true,
  })
}
