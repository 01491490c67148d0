import type { ClientRequest } from 'node:http'

/**
 * Writes a body into a request no faster than it is taken. Ends early, without an error, when an answer has come or
 * the connection is gone; throws what the source throws.
 */
export async function pour(pieces: AsyncIterable<Uint8Array>, request: ClientRequest): Promise<void> {
  let answered = false
  request.once('response', () => {
    answered = true
  })
  for await (const piece of pieces) {
    if (answered || request.destroyed) return
    if (!request.write(piece)) await roomOrEnd(request)
  }
  if (!answered && !request.destroyed) request.end()
}

function roomOrEnd(request: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    const events = ['drain', 'response', 'close']
    const settle = (): void => {
      for (const event of events) request.off(event, settle)
      resolve()
    }
    for (const event of events) request.once(event, settle)
  })
}
