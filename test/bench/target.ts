import { once } from 'node:events'
import { connect, type TLSSocket } from 'node:tls'

/** A server on loopback, and as whom to call it. PEM texts. */
export interface Target {
  readonly port: number
  readonly key: string
  readonly certificate: string
  readonly ca: string
}

/** A connection over mutual TLS; the handshake is done. */
export async function openSocket({ port, key, certificate, ca }: Target): Promise<TLSSocket> {
  const socket = connect({ host: '127.0.0.1', port, key, cert: certificate, ca, servername: 'localhost' })
  socket.setNoDelay(true)
  await once(socket, 'secureConnect')
  return socket
}
