import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Server } from 'node:https'
import type { Duplex } from 'node:stream'
import { destroyLater } from './destroy-later.ts'

interface BrokenRequest {
  readonly status: string
  readonly text: string
}

const answers: Readonly<Record<string, BrokenRequest>> = {
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    text: 'The headers are larger than the limit limits.maxHeaderBytes. Send fewer or shorter headers.\n',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408 Request Timeout',
    text: 'The headers did not arrive in time (the limit limits.headersTimeout). Check the line and send again.\n',
  },
}

const otherwise: BrokenRequest = { status: '400 Bad Request', text: 'This is no HTTP/1.1 request.\n' }

/** A request whose answer is not out yet. */
interface Pending {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/** Answers what a server could not read as a request, and closes the connection. */
export function answerBrokenRequests(server: Server): void {
  // A connection is in here from the end of its handshake on.
  const pending = new WeakMap<Duplex, Set<Pending>>()
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    const one: Pending = { request, response }
    const others = pending.get(request.socket)
    others?.add(one)
    response.once('close', () => others?.delete(one))
  }
  server.on('secureConnection', (socket) => pending.set(socket, new Set()))
  server.on('request', onRequest)
  server.on('checkContinue', onRequest)
  server.on('checkExpectation', onRequest)
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const unanswered = pending.get(socket)
    // Before the end of its handshake a TLS connection can say nothing, and its `end` never comes to an end.
    const mute = unanswered === undefined || error.code === 'ECONNRESET' || !socket.writable
    if (mute || !isNext(unanswered)) return void socket.destroy()
    const { status, text } = answers[error.code ?? ''] ?? otherwise
    socket.end(
      `HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${text.length}\r\nConnection: close\r\n\r\n${text}`,
    )
    destroyLater(socket)
  })
}

/**
 * Whether the words would be taken as the answer to what is broken: no answer is on its way, or the only one is to a
 * request in whose body the broken octets are.
 */
function isNext(unanswered: ReadonlySet<Pending>): boolean {
  const [first, second] = unanswered
  if (first === undefined) return true
  return second === undefined && !first.request.complete && !first.response.headersSent
}
