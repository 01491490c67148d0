import type { ServerResponse } from 'node:http'
import { Refusal } from '../../exchange/refusal.ts'
import type { HttpLimits } from './http-limits.ts'

/** Writes a piece of a streamed answer and waits until more may be written; throws when the caller is gone or stands still. */
export function write(
  response: ServerResponse,
  piece: Uint8Array,
  limits: Pick<HttpLimits, 'idleTimeout'>,
): Promise<void> | undefined {
  if (response.destroyed || response.socket === null) throw gone()
  if (response.write(piece)) return undefined
  return drained(response, limits.idleTimeout)
}

/** Resolves when everything written so far has been handed to the system. */
export function drained(response: ServerResponse, idleTimeout: number): Promise<void> {
  if (response.writableLength === 0) return Promise.resolve()
  return new Promise((resolve, reject) => {
    const { socket } = response
    const settle = (): void => {
      response.off('drain', onDrain)
      response.off('close', onClose)
      socket?.setTimeout(0)
      socket?.off('timeout', onIdle)
    }
    const onDrain = (): void => {
      settle()
      resolve()
    }
    const onClose = (): void => {
      settle()
      reject(gone())
    }
    const onIdle = (): void => {
      settle()
      reject(gone())
      socket?.destroy()
    }
    response.on('drain', onDrain)
    response.on('close', onClose)
    socket?.setTimeout(idleTimeout, onIdle)
  })
}

function gone(): Refusal {
  return new Refusal('brokenOff', 'BrokenOff', {
    words: { sv: 'Mottagaren bröt förbindelsen.', en: 'The receiver broke the connection.' },
    retryable: true,
  })
}
