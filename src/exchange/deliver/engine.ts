import type { MessageRecord, ReceiptId } from '../ports/message-log.ts'
import { ClockWatch, isBehindTheLog } from './clock-watch.ts'
import type { Handled } from './deliver-message.ts'
import type { DeliverWorld } from './deliver-world.ts'
import { pausesFor } from './breaker.ts'
import { Destinations } from './destinations.ts'
import { giveUpTheRest } from './give-up-the-rest.ts'
import { handleMessage } from './handle-message.ts'
import { mendTimes } from './mend-times.ts'

/** How many messages are asked for at once, and may be in hand together. */
const batch = 64
const mostInHand = 256
/** Somebody may set the clock, and another process may leave work behind: nothing waits longer than this for a look. */
const longestWait = 20_000
/** A message that the node itself failed with is left alone for so long. */
const pauseAfterFault = 5_000

/**
 * Sees to it that every message that is not at its end goes on when its time comes: routes what could not be routed,
 * releases what was held, delivers what is queued; a few at a time to each destination.
 */
export class DeliveryEngine {
  readonly #world: DeliverWorld
  readonly #destinations: Destinations
  readonly #clockWatch: ClockWatch
  /** Whether messages may have been put off by a clock that was set back; unknown where the log has not been asked yet. */
  #timesAreOff: boolean | undefined
  /** What is worked on, and what rests after a fault. */
  readonly #inHand = new Map<ReceiptId, Promise<void> | Disposable>()
  #timer: Disposable | undefined
  /** On the steady clock. */
  #timerGoesOffAt = Number.POSITIVE_INFINITY
  #running = false
  #look: 'idle' | 'looking' | 'again' = 'idle'
  /** Something due may have been passed over for want of room. */
  #passedOver = false

  constructor(world: DeliverWorld) {
    this.#world = world
    const { perDestination, steps } = world.node.delivery
    this.#destinations = new Destinations(perDestination, pausesFor(steps))
    this.#clockWatch = new ClockWatch(world.ports.clock)
  }

  /** From here on messages go; what an earlier process left is found at once. */
  start(): void {
    this.#running = true
    this.look()
  }

  /** Takes nothing more in hand; resolves when what is in hand has come to a step. */
  async stop(): Promise<void> {
    this.#running = false
    this.#timer?.[Symbol.dispose]()
    for (const one of this.#inHand.values()) {
      if (one instanceof Promise) await one
      else one[Symbol.dispose]()
    }
  }

  /** Messages that were written this moment go straight on where there is room. */
  handOn(messages: readonly MessageRecord[]): void {
    const now = this.#world.ports.clock.now()
    for (const message of messages) {
      const due = message.handling?.due
      if (!this.#running || due === undefined) continue
      if (due > now) this.#lookIn(due - now)
      else if (!this.#takeInHand(message, true)) this.#passedOver = true
    }
    if (this.#passedOver) this.#lookAtNextOpening()
  }

  /** Looks for messages whose time has come; once more where it is looking already. */
  look(): void {
    if (!this.#running) return
    if (this.#look !== 'idle') {
      this.#look = 'again'
      return
    }
    this.#look = 'looking'
    this.#lookNow().then(
      (wait) => this.#looked(wait),
      (error: unknown) => {
        this.#fault(error)
        this.#looked(pauseAfterFault)
      },
    )
  }

  #looked(wait: number): void {
    const again = this.#look === 'again'
    this.#look = 'idle'
    if (!this.#running) return
    if (again) return this.look()
    this.#lookIn(wait)
  }

  /** Looks after so long at the latest, milliseconds. */
  #lookIn(wait: number): void {
    const { clock, timers } = this.#world.ports
    const at = clock.monotonic() + wait
    if (!this.#running || this.#timerGoesOffAt <= at) return
    this.#timer?.[Symbol.dispose]()
    this.#timerGoesOffAt = at
    this.#timer = timers.after(wait, () => {
      this.#timerGoesOffAt = Number.POSITIVE_INFINITY
      this.look()
    })
  }

  /** What waits for a destination that is left alone is looked for when that may be tried. */
  #lookAtNextOpening(): void {
    const now = this.#world.ports.clock.monotonic()
    const opening = this.#destinations.nextOpening(now)
    if (opening !== undefined) this.#lookIn(opening - now)
  }

  /** Takes what is due in hand, as far as there is room; how long until the next look, milliseconds. */
  async #lookNow(): Promise<number> {
    const { clock, messageLog } = this.#world.ports
    await this.#mendTimes()
    for (;;) {
      this.#passedOver = false
      const room = Math.min(batch, mostInHand - this.#inHand.size)
      if (room <= 0) return this.#overfull()
      const passedOver = this.#passOver(clock.monotonic())
      const found = await messageLog.due({ now: clock.now(), limit: room, ...passedOver })
      let taken = 0
      for (const message of found) if (this.#running && this.#takeInHand(message, false)) taken += 1
      if (taken < found.length) this.#passedOver = true
      if (found.length < room || taken === 0) return this.#untilNext()
    }
  }

  /** Somebody may have set the clock back since the last look, or while no process ran. */
  async #mendTimes(): Promise<void> {
    const { clock, messageLog } = this.#world.ports
    if (this.#clockWatch.wentBack()) this.#timesAreOff = true
    this.#timesAreOff ??= await isBehindTheLog(clock, messageLog)
    if (this.#timesAreOff) await mendTimes(this.#world)
    this.#timesAreOff = false
  }

  /** Each message that comes to a step makes room, and looks again. */
  #overfull(): number {
    this.#passedOver = true
    return longestWait
  }

  /** What is not asked for; of what is busy each that comes to its end makes room, and looks again. */
  #passOver(at: number) {
    if (this.#destinations.isAnyBusy(at)) this.#passedOver = true
    return {
      exceptDestinations: this.#destinations.full(at),
      except: [...this.#inHand.keys()],
    }
  }

  async #untilNext(): Promise<number> {
    const { clock, messageLog } = this.#world.ports
    // Of one moment: what is passed over in it has its opening after it.
    const at = clock.monotonic()
    const next = await messageLog.nextDue(this.#passOver(at))
    const opening = this.#destinations.nextOpening(at)
    const untilDue = next === undefined ? longestWait : next - clock.now()
    const untilOpening = opening === undefined ? longestWait : opening - clock.monotonic()
    return Math.max(1, Math.min(untilDue, untilOpening, longestWait))
  }

  /** False where there is no room for it this moment. Fills its place before anything is waited for. */
  #takeInHand(message: MessageRecord, fresh: boolean): boolean {
    const { receiptId } = message
    const destination = message.handling?.destination
    if (this.#inHand.has(receiptId)) return true
    if (this.#inHand.size >= mostInHand) return false
    if (destination !== undefined) {
      if (!this.#destinations.hasPlace(destination, this.#world.ports.clock.monotonic())) return false
      this.#destinations.take(destination)
    }
    const working = handleMessage(message, fresh, this.#world).then(
      (handled) => this.#handled(receiptId, destination, handled),
      (error: unknown) => this.#failed(receiptId, destination, error),
    )
    this.#inHand.set(receiptId, working)
    return true
  }

  async #handled(
    id: ReceiptId,
    destination: string | undefined,
    handled: Handled | undefined,
  ): Promise<void> {
    if (destination !== undefined) this.#giveBack(destination, handled?.answered)
    if (destination !== undefined && handled?.gaveUp === true) {
      await giveUpTheRest(destination, handled.step, this.#world).catch((error: unknown) =>
        this.#fault(error),
      )
    }
    this.#inHand.delete(id)
    const comesAgain = handled?.step.update.handling?.due !== undefined
    if (this.#passedOver || comesAgain) this.look()
  }

  /** The node's own fault says nothing of the destination; the message is tried again when it has rested. */
  #failed(id: ReceiptId, destination: string | undefined, error: unknown): void {
    this.#fault(error)
    if (destination !== undefined) this.#giveBack(destination, undefined)
    if (!this.#running) return void this.#inHand.delete(id)
    const rested = this.#world.ports.timers.after(pauseAfterFault, () => {
      this.#inHand.delete(id)
      this.look()
    })
    this.#inHand.set(id, rested)
  }

  #giveBack(destination: string, answered: boolean | undefined): void {
    this.#destinations.giveBack(destination, answered, this.#world.ports.clock.monotonic())
    this.#lookAtNextOpening()
  }

  #fault(error: unknown): void {
    const { journal, ids } = this.#world.ports
    journal.fault(ids.uuid(), error)
  }
}
