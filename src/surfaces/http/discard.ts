import type { IncomingMessage } from 'node:http'
import type { HttpLimits } from './http-limits.ts'

/**
 * Reads away the rest of a body that is not wanted, so that a sender in the midst of sending sees the answer; over
 * the bound of octets or of time the connection is closed.
 */
export function discardRest(
  request: IncomingMessage,
  limits: Pick<HttpLimits, 'maxDiscardedBytes' | 'idleTimeout'>,
): void {
  if (request.readableEnded || request.destroyed) return
  const { socket } = request
  let left = limits.maxDiscardedBytes
  request.on('data', (chunk: Uint8Array) => {
    left -= chunk.length
    if (left < 0) socket.destroy()
  })
  request.on('error', () => socket.destroy())
  const over = setTimeout(() => socket.destroy(), limits.idleTimeout)
  socket.once('close', () => clearTimeout(over))
  request.once('end', () => clearTimeout(over))
  request.resume()
}
