import type { Duplex } from 'node:stream'

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

/** Answers what could not be read as a request, and closes the connection. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const { status, text } = answers[error.code ?? ''] ?? otherwise
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${text.length}\r\nConnection: close\r\n\r\n${text}`,
  )
}
