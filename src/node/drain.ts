import type { Server } from 'node:net'

/** A server that can be ended in good order. */
interface Closing {
  close(done: (error?: Error) => void): unknown
  closeIdleConnections(): void
  closeAllConnections(): void
}

/** A connection that falls idle while the server drains is closed at the next look. */
const lookEvery = 50

/** No new requests; running ones finish, at most for so many milliseconds, then their connections are cut. */
export async function drain(server: Closing, timeout: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
  server.closeIdleConnections()
  const look = setInterval(() => server.closeIdleConnections(), lookEvery)
  const cut = setTimeout(() => server.closeAllConnections(), timeout)
  await closed
  clearInterval(look)
  clearTimeout(cut)
}

/** Resolves when the server listens; rejects when it can't, with the system's reason. */
export function listening(server: Server, where: { host?: string; port?: number; path?: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(where, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
