import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type ServerOptions } from 'node:https'
import type { Behaviour } from './handlers.ts'

/** What an HTTP server under test does with a request. */
export type Answering = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>

export interface HandlerServer extends AsyncDisposable {
  readonly url: string
}

/** A server of an actor's own, over TLS where it is given a certificate. */
export async function handlerServer(answering: Answering, tls?: ServerOptions): Promise<HandlerServer> {
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    void answering(request, response)
  }
  const server: Server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${tls === undefined ? '127.0.0.1' : 'localhost'}:${port}/ask`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const headers = {
  'Content-Type': 'text/plain; charset=utf-8',
  'Content-Disposition': 'attachment; filename="answer.txt"',
}

/** How a server behaves as the contract of handlers wants it to. */
export const answerings: Readonly<Record<Behaviour, Answering>> = {
  echo(request, response) {
    response.writeHead(200, headers).flushHeaders()
    request.on('error', () => response.destroy())
    response.on('close', () => request.destroy())
    request.pipe(response)
  },
  async facts(request, response) {
    await once(request.resume(), 'end')
    response
      .writeHead(200, headers)
      .end(JSON.stringify({ method: request.method, url: request.url, raw: request.rawHeaders }))
  },
  async refuse(request, response) {
    await once(request.resume(), 'end')
    response.writeHead(422, headers).end(`Okänd person\r\n\u{1b}[31m röd ${'x'.repeat(100_000)}`)
  },
  async fail(request, response) {
    await once(request.resume(), 'end')
    response.writeHead(503, headers).end('a secret')
  },
  hang(request) {
    request.resume()
  },
  stall(_request, response) {
    response.writeHead(200, headers).write('part')
  },
  break(_request, response) {
    response.writeHead(200, headers).write('part', () => setImmediate(() => response.destroy()))
  },
  deaf(_request, response) {
    response.writeHead(200, headers).end('deaf')
  },
  empty(_request, response) {
    response.writeHead(200, headers).end()
  },
}
