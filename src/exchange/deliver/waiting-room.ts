import type { MessageRecord } from '../ports/message-log.ts'

/** Messages for one destination that wait here, and in all. */
const mostInLine = 64
const most = 1024

interface Line {
  readonly messages: MessageRecord[]
  /** More of them may be due in the log. */
  more: boolean
}

/**
 * Messages whose time has come and that wait for a place at their destination, so that each is not sought in the log
 * once for every place that becomes free before its own.
 */
export class WaitingRoom {
  readonly #lines = new Map<string, Line>()
  #waiting = 0

  /** Those that something waits for here. */
  get destinations(): readonly string[] {
    return [...this.#lines].flatMap(([destination, { messages }]) =>
      messages.length > 0 ? [destination] : [],
    )
  }

  /** Waits here where no other waits in the log before it, and there is room; else in the log. */
  join(destination: string, message: MessageRecord): void {
    const line = this.#line(destination)
    if (line.more || !this.#hasRoom(line)) line.more = true
    else this.#add(line, message)
  }

  /** As `join`, of the next that the log has given; whether there was room. */
  follow(destination: string, message: MessageRecord): boolean {
    const line = this.#line(destination)
    if (!this.#hasRoom(line)) {
      line.more = true
      return false
    }
    this.#add(line, message)
    return true
  }

  /** More for a destination may be due in the log. */
  leaveMore(destination: string): void {
    this.#line(destination).more = true
  }

  /** The log is asked for everything but for what goes to some destinations: of those it may have more. */
  askForAllBut(destinations: ReadonlySet<string>): void {
    for (const destination of this.#lines.keys()) {
      if (!destinations.has(destination)) this.#lines.delete(destination)
    }
    for (const destination of destinations) this.leaveMore(destination)
  }

  /** The one that has waited longest. */
  first(destination: string): MessageRecord | undefined {
    return this.#lines.get(destination)?.messages[0]
  }

  /** The first one waits no more. */
  leave(destination: string): void {
    const line = this.#lines.get(destination)
    if (line?.messages.shift() === undefined) return
    this.#waiting -= 1
    if (line.messages.length === 0 && !line.more) this.#lines.delete(destination)
  }

  /** Whether nobody waits here for a destination, and the log may have more. */
  isBehind(destination: string): boolean {
    const line = this.#lines.get(destination)
    return line !== undefined && line.messages.length === 0 && line.more
  }

  #line(destination: string): Line {
    const known = this.#lines.get(destination)
    if (known !== undefined) return known
    const line: Line = { messages: [], more: false }
    this.#lines.set(destination, line)
    return line
  }

  #hasRoom({ messages }: Line): boolean {
    return messages.length < mostInLine && this.#waiting < most
  }

  #add({ messages }: Line, message: MessageRecord): void {
    messages.push(message)
    this.#waiting += 1
  }
}
