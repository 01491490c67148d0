import { type Logger, pino } from 'pino'

/** A line waits for others at most so long, milliseconds: a write for each would cost more than making it. */
const flushEvery = 100
const waitingCharacters = 8192

/** The log of a node: JSON lines on stderr, written in batches; disposing it writes what waits. */
export interface NodeLog extends Disposable {
  readonly logger: Logger
}

/**
 * A reader who is gone must not hold the node up: pino's own destination tries again for ever at the end of a
 * process whose pipe is broken, so the lines are gathered here and given to Node's stream.
 */
export function openNodeLog(level: string, nodeId: string): NodeLog {
  let waiting = ''
  const flush = (): void => {
    if (waiting === '') return
    process.stderr.write(waiting)
    waiting = ''
  }
  const write = (line: string): void => {
    waiting += line
    if (waiting.length > waitingCharacters) flush()
  }
  const timer = setInterval(flush, flushEvery)
  timer.unref()
  process.once('exit', flush)
  return {
    logger: pino({ level, base: { node: nodeId } }, { write }),
    [Symbol.dispose]() {
      clearInterval(timer)
      process.off('exit', flush)
      flush()
    },
  }
}
