import type { MessageRecord, ReceiptId } from '../ports/message-log.ts'
import { ClockWatch, isBehindTheLog } from './clock-watch.ts'
import type { Handled } from './deliver-message.ts'
import type { DeliverWorld } from './deliver-world.ts'
import { pausesFor } from './breaker.ts'
import { Destinations } from './destinations.ts'
import { giveUpTheRest } from './give-up-the-rest.ts'
import { handleMessage } from './handle-message.ts'
import { mendTimes } from './mend-times.ts'
import { WaitingRoom } from './waiting-room.ts'

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
  readonly #waiting = new WaitingRoom()
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
  /** Something due may have been passed over since too much is in hand. */
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

  /** Messages that were written this moment go straight on where there is room, and wait for it where there is not. */
  handOn(messages: readonly MessageRecord[]): void {
    const now = this.#world.ports.clock.now()
    for (const message of messages) {
      const due = message.handling?.due
      if (!this.#running || due === undefined) continue
      if (due > now) this.#lookIn(due - now)
      else if (!this.#takeInHand(message, true)) this.#wait(message)
    }
  }

  #wait(message: MessageRecord): void {
    const destination = message.handling?.destination
    if (destination === undefined) return
    this.#waiting.join(destination, message)
    const at = this.#world.ports.clock.monotonic()
    this.#serve(destination, at)
    this.#lookAtNextOpening(at)
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
  #lookAtNextOpening(at: number): void {
    const opening = this.#destinations.nextOpening(at)
    if (opening !== undefined) this.#lookIn(opening - at)
  }

  /** Takes what is due in hand, as far as there is room; how long until the next look, milliseconds. */
  async #lookNow(): Promise<number> {
    const { clock, messageLog } = this.#world.ports
    await this.#mendTimes()
    for (;;) {
      this.#passedOver = false
      const at = clock.monotonic()
      this.#serveAll(at)
      const limit = Math.min(batch, mostInHand - this.#inHand.size)
      if (limit <= 0) return this.#overfull()
      const found = await messageLog.due({ now: clock.now(), limit, ...this.#passOver(at) })
      if (!this.#running) return longestWait
      const all = found.length < limit
      const placed = found.filter((message) => this.#takeInHand(message, false) || this.#follow(message, all))
      if (all) return this.#untilNext()
      if (placed.length === 0) return this.#overfull()
    }
  }

  /** Lets a message wait that the log gave; where the log did not give all, it may have more for the same destination. */
  #follow(message: MessageRecord, all: boolean): boolean {
    const destination = message.handling?.destination
    if (destination === undefined) return false
    const waits = this.#waiting.follow(destination, message)
    if (!all) this.#waiting.leaveMore(destination)
    return waits
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

  /**
   * What the log is not asked for: what is in hand, and all for destinations that have no place or that others wait for
   * here. Those are asked for when that is over.
   */
  #passOver(at: number) {
    const destinations = new Set([...this.#destinations.full(at), ...this.#waiting.destinations])
    this.#waiting.askForAllBut(destinations)
    return { exceptDestinations: [...destinations], except: [...this.#inHand.keys()] }
  }

  async #untilNext(): Promise<number> {
    const { clock, messageLog } = this.#world.ports
    // Of one moment: what is passed over in it has its opening after it.
    const at = clock.monotonic()
    this.#serveAll(at)
    const next = await messageLog.nextDue(this.#passOver(at))
    const opening = this.#destinations.nextOpening(at)
    const untilDue = next === undefined ? longestWait : next - clock.now()
    const untilOpening = opening === undefined ? longestWait : opening - clock.monotonic()
    return Math.max(1, Math.min(untilDue, untilOpening, longestWait))
  }

  #serveAll(at: number): void {
    for (const destination of this.#waiting.destinations) this.#serve(destination, at)
  }

  /** Gives the places that a destination has at a moment to those that wait for them here. */
  #serve(destination: string, at = this.#world.ports.clock.monotonic()): void {
    while (this.#running && this.#destinations.hasPlace(destination, at)) {
      const message = this.#waiting.first(destination)
      if (message === undefined || !this.#takeInHand(message, false)) return
      this.#waiting.leave(destination)
    }
  }

  /** False where there is no room for it this moment. Fills its place before anything is waited for. */
  #takeInHand(message: MessageRecord, fresh: boolean): boolean {
    const { receiptId } = message
    const destination = message.handling?.destination
    if (this.#inHand.has(receiptId)) return true
    if (this.#inHand.size >= mostInHand) {
      this.#passedOver = true
      return false
    }
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
    if (destination !== undefined) this.#serve(destination)
    const comesAgain = handled?.step.update.handling?.due !== undefined
    const isBehind = destination !== undefined && this.#waiting.isBehind(destination)
    if (this.#passedOver || comesAgain || isBehind) this.look()
  }

  /** The node's own fault says nothing of the destination; the message is tried again when it has rested. */
  #failed(id: ReceiptId, destination: string | undefined, error: unknown): void {
    this.#fault(error)
    if (destination !== undefined) this.#giveBack(destination, undefined)
    if (!this.#running) return void this.#inHand.delete(id)
    if (destination !== undefined) this.#serve(destination)
    const rested = this.#world.ports.timers.after(pauseAfterFault, () => {
      this.#inHand.delete(id)
      this.look()
    })
    this.#inHand.set(id, rested)
  }

  #giveBack(destination: string, answered: boolean | undefined): void {
    const at = this.#world.ports.clock.monotonic()
    this.#destinations.giveBack(destination, answered, at)
    this.#lookAtNextOpening(at)
  }

  #fault(error: unknown): void {
    const { journal, ids } = this.#world.ports
    journal.fault(ids.uuid(), error)
  }
}
