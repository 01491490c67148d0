import type { Clock } from '../ports/clock.ts'
import type { MessageLog } from '../ports/message-log.ts'

/** What a clock may be put back by, to keep it right, without anybody noticing; milliseconds. */
const tolerated = 1_000

/** Notices that somebody has set the time of day back, by the passing of time. */
export class ClockWatch {
  readonly #clock: Clock
  #offset: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#offset = clock.now() - clock.monotonic()
  }

  /** Whether it was set back since this was asked last. */
  wentBack(): boolean {
    const offset = this.#clock.now() - this.#clock.monotonic()
    const back = offset < this.#offset - tolerated
    this.#offset = offset
    return back
  }
}

/** Whether what was written last in the log, by an earlier process maybe, lies in the future. */
export async function isBehindTheLog(
  clock: Clock,
  messageLog: Pick<MessageLog, 'numberAudit' | 'audit'>,
): Promise<boolean> {
  const rows = await messageLog.numberAudit()
  if (rows === 0) return false
  for await (const batch of messageLog.audit(rows - 1)) {
    if (batch.some(({ at }) => at > clock.now() + tolerated)) return true
  }
  return false
}
