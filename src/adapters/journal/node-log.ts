import { type Logger, pino } from 'pino'

/** A line waits for others at most so long, milliseconds: a write for each would cost more than making it. */
const flushEvery = 100
const waitingBytes = 8192

/** The log of a node: JSON lines on stderr, written in batches; disposing it writes what waits. */
export interface NodeLog extends Disposable {
  readonly logger: Logger
}

export function openNodeLog(level: string, nodeId: string): NodeLog {
  const stream = pino.destination({ fd: 2, sync: false, minLength: waitingBytes })
  const timer = setInterval(() => stream.flush(), flushEvery)
  timer.unref()
  return {
    logger: pino({ level, base: { node: nodeId } }, stream),
    [Symbol.dispose]() {
      clearInterval(timer)
      stream.flushSync()
    },
  }
}
