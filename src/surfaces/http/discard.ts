import type { IncomingMessage } from 'node:http'
import type { HttpLimits } from './http-limits.ts'

/**
 * Reads away the rest of a body that is not wanted, so that a sender in the midst of sending comes to read the answer;
 * tells whether its end came within the bounds of octets and of time. What comes after a bound is not read.
 */
export function discardRest(
  request: IncomingMessage,
  limits: Pick<HttpLimits, 'maxDiscardedBytes' | 'idleTimeout'>,
): Promise<boolean> {
  if (request.readableEnded) return Promise.resolve(true)
  if (request.destroyed) return Promise.resolve(request.complete)
  return new Promise((resolve) => {
    let left = limits.maxDiscardedBytes
    const done = (whole: boolean): void => {
      clearTimeout(over)
      request.off('data', onData)
      if (!whole) request.pause()
      resolve(whole)
    }
    const onData = (chunk: Uint8Array): void => {
      left -= chunk.length
      if (left < 0) done(false)
    }
    // For the whole rest, not between octets: a body that drips must not hold the connection for ever.
    const over = setTimeout(() => done(false), limits.idleTimeout)
    over.unref()
    request.on('data', onData)
    request.once('end', () => done(true))
    request.on('error', () => done(false))
    request.once('close', () => done(request.complete))
    request.resume()
  })
}
