import type { ClientRequest } from 'node:http'

/**
 * Writes a body into a request no faster than it is taken. Ends early, without an error, when an answer has come or
 * the connection is gone; throws what the source throws. `length`: octets in all. The request ends with the last of them:
 * the other side has the whole body then, and may answer before the source has come to its end.
 */
export async function pour(
  pieces: AsyncIterable<Uint8Array>,
  length: number,
  request: ClientRequest,
): Promise<void> {
  let left = length
  let answered = false
  request.once('response', () => {
    answered = true
  })
  for await (const piece of pieces) {
    if (answered || request.destroyed) return
    left -= piece.length
    if (left === 0) request.end(piece)
    else if (!request.write(piece)) await roomOrEnd(request)
  }
  if (!answered && !request.destroyed && !request.writableEnded) request.end()
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
