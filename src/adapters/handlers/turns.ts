import type { Call } from './call.ts'

/** Lets so many calls run at once. */
export interface Turns {
  /** Resolves when the call may run, until its end; rejects with the reason where it is stopped before. */
  take(call: Call): Promise<void>
}

export function turns(most: number): Turns {
  let free = most
  const queue = new Set<() => void>()

  const give = (): void => {
    const [next] = queue
    if (next === undefined) {
      free++
      return
    }
    queue.delete(next)
    next()
  }

  return {
    async take(call) {
      if (free > 0) free--
      else await inTurn(queue, call.signal)
      call.defer(give)
    },
  }
}

function inTurn(queue: Set<() => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      queue.delete(go)
      reject(signal.reason)
    }
    const go = (): void => {
      signal.removeEventListener('abort', leave)
      resolve()
    }
    queue.add(go)
    signal.addEventListener('abort', leave, { once: true })
  })
}
