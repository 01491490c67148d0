import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type TLSSocket } from 'node:tls'
import type { Identity } from '../support/mtls-client.ts'

/** Another node, as far as it can be had for nothing: takes in whatever is posted, one message after the other. */
export interface FakePartner extends AsyncDisposable {
  readonly port: number
}

export interface PartnerEvents {
  /** The first octet of a request is there. */
  readonly onFirstByte: () => void
  /** A whole message is there, and answered. */
  readonly onMessage: () => void
}

const headEnd = '\r\n\r\n'
const accepted = Buffer.from(
  'HTTP/1.1 202 Accepted\r\nContent-Type: text/plain\r\nX-shs-duplicatemsg: no\r\nContent-Length: 0\r\n\r\n',
)

export async function startFakePartner(
  { certificatePem, keyPem }: Identity,
  caPem: string,
  events: PartnerEvents,
): Promise<FakePartner> {
  const sockets = new Set<TLSSocket>()
  const server = createServer({ cert: certificatePem, key: keyPem, ca: caPem, requestCert: true })
  server.on('secureConnection', (socket) => {
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    takeRequests(socket, events)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function takeRequests(socket: TLSSocket, { onFirstByte, onMessage }: PartnerEvents): void {
  let head = ''
  /** Octets of the body that are still to come; undefined while the head is. */
  let left: number | undefined
  const take = (chunk: Buffer): void => {
    if (left === undefined) {
      if (head === '') onFirstByte()
      head += chunk.toString('latin1')
      const end = head.indexOf(headEnd)
      if (end < 0) return
      const length = Number(/^content-length: (\d+)$/im.exec(head.slice(0, end))?.[1])
      left = length - (head.length - end - headEnd.length)
      head = ''
    } else left -= chunk.length
    if (left > 0) return
    left = undefined
    socket.write(accepted)
    onMessage()
  }
  socket.on('data', take)
}
