import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

type RequestEvent = 'request' | 'checkContinue' | 'checkExpectation'

/** How node:http announces a request with an expectation, to a server that listens for it. */
const insteadOfRequest: readonly RequestEvent[] = ['checkContinue', 'checkExpectation']

/** A server that can be ended in good order. */
interface Closing {
  on(event: 'connection', listener: (socket: Socket) => void): unknown
  on(event: RequestEvent, listener: (request: IncomingMessage) => void): unknown
  listenerCount(event: RequestEvent): number
  close(done: (error?: Error) => void): unknown
  closeIdleConnections(): void
  closeAllConnections(): void
}

/** A connection that falls idle while the server drains is closed at the next look. */
const lookEvery = 50

/**
 * To be called on a server that has its listeners and accepts nothing yet; gives what ends it: no new requests, and
 * running ones finish, at most for so many milliseconds, then their connections are cut. A connection that has asked
 * nothing yet is cut at once.
 */
export function drainable(server: Closing): (timeout: number) => Promise<void> {
  // node:http knows a connection from the end of its TLS handshake on; who says nothing never gets so far.
  const open = new Map<unknown, { readonly socket: Socket; asked: boolean }>()
  server.on('connection', (socket) => {
    const peer = peerOf(socket)
    const connection = { socket, asked: false }
    open.set(peer, connection)
    socket.once('close', () => {
      if (open.get(peer) === connection) open.delete(peer)
    })
  })
  const onRequest = ({ socket }: IncomingMessage): void => {
    const connection = open.get(peerOf(socket))
    if (connection !== undefined) connection.asked = true
  }
  server.on('request', onRequest)
  for (const event of insteadOfRequest) {
    // One who listens takes it on to answer: where the server itself does not, node:http makes it a "request".
    if (server.listenerCount(event) > 0) server.on(event, onRequest)
  }

  return async (timeout) => {
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve())
    })
    server.closeIdleConnections()
    for (const { socket, asked } of open.values()) if (!asked) socket.destroy()
    const look = setInterval(() => server.closeIdleConnections(), lookEvery)
    const cut = setTimeout(() => {
      server.closeAllConnections()
      for (const { socket } of open.values()) socket.destroy()
    }, timeout)
    await closed
    clearInterval(look)
    clearTimeout(cut)
  }
}

/** What a TLS connection and the TCP connection under it have in common: the other end; else the connection itself. */
function peerOf(socket: Socket): unknown {
  const { remoteAddress, remotePort } = socket
  return remotePort === undefined ? socket : `${remoteAddress} ${remotePort}`
}
