import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a system of an actor's own was asked. */
export interface Asked {
  readonly headers: IncomingMessage['headers']
  readonly file: Buffer
}

/** What it answers with. */
export interface SystemAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly file: Uint8Array | string
}

/** A system of an actor's own on loopback, which a node asks by HTTP. */
export interface OwnSystem extends AsyncDisposable {
  readonly url: string
  readonly asked: readonly Asked[]
}

export async function startOwnSystem(answer: (asked: Asked) => SystemAnswer): Promise<OwnSystem> {
  const all: Asked[] = []
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const asked = { headers: request.headers, file: Buffer.concat(pieces) }
      all.push(asked)
      const { status = 200, headers = {}, file } = answer(asked)
      response.writeHead(status, headers).end(file)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}/`,
    asked: all,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
