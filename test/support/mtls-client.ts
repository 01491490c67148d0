import type { IncomingHttpHeaders } from 'node:http'
import { Agent, request } from 'node:https'
import { setTimeout as after } from 'node:timers/promises'
import { connect, type TLSSocket } from 'node:tls'

/** An organisation's key and certificate, as PEM and as files for curl. */
export interface Identity {
  readonly number: string
  readonly name: string
  readonly certificatePem: string
  readonly keyPem: string
  readonly certificate: string
  readonly key: string
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly text: string
}

export interface CallOptions {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  readonly signal?: AbortSignal
}

/** Longer than any call of a test may take: a hanging one becomes a failing one. */
const patience = 60_000

/** One organisation's calls to a node over node:https, on connections that stay open. */
export interface MtlsClient extends Disposable {
  call(path: string, options?: CallOptions): Promise<Answer>
  send(message: Uint8Array, headers?: Readonly<Record<string, string>>): Promise<Answer>
  list(address: string, conditions?: string): Promise<Answer>
  fetch(address: string, txId: string, signal?: AbortSignal): Promise<Answer>
  acknowledge(address: string, txId: string): Promise<Answer>
  receipt(id: string): Promise<Answer>
  /** A TLS connection to write any octets on; `authorized` once it resolves. */
  raw(): Promise<TLSSocket>
}

export interface ClientOptions {
  /** Without one, no certificate is shown. */
  readonly identity?: Pick<Identity, 'certificatePem' | 'keyPem'>
  readonly caPem: string
  /** The name that the server's certificate must bear, where that is not the host's. */
  readonly serverName?: string
  readonly maxSockets?: number
  readonly maxVersion?: 'TLSv1.2' | 'TLSv1.3'
}

export function mtlsClient(url: string, options: ClientOptions): MtlsClient {
  const { hostname, port } = new URL(url)
  const tls = {
    ca: options.caPem,
    ...(options.identity === undefined
      ? {}
      : { cert: options.identity.certificatePem, key: options.identity.keyPem }),
    ...(options.serverName === undefined ? {} : { servername: options.serverName }),
    ...(options.maxVersion === undefined ? {} : { maxVersion: options.maxVersion }),
  }
  const agent = new Agent({
    ...tls,
    keepAlive: true,
    maxSockets: options.maxSockets ?? Number.POSITIVE_INFINITY,
  })

  function call(
    path: string,
    { method = 'GET', headers = {}, body, signal }: CallOptions = {},
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          hostname,
          port,
          path,
          method,
          agent,
          timeout: patience,
          headers: {
            ...(body === undefined || 'transfer-encoding' in headers
              ? {}
              : { 'content-length': body.length }),
            ...headers,
          },
          ...(signal === undefined ? {} : { signal }),
        },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('error', reject)
          response.on('aborted', () => reject(new Error('the answer broke off')))
          response.on('end', () => {
            const whole = Buffer.concat(chunks)
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: whole,
              get text() {
                return whole.toString('utf8')
              },
            })
          })
        },
      )
      outgoing.on('error', reject)
      outgoing.on('timeout', () =>
        outgoing.destroy(new Error(`no answer to ${method} ${path} in ${patience} ms`)),
      )
      outgoing.end(body)
    })
  }

  return {
    call,
    send: (message, headers = { 'content-type': 'message/rfc822' }) =>
      call('/shs/rs', { method: 'POST', headers, body: message }),
    list: (address, conditions = '') =>
      call(`/shs/ds/${address}${conditions === '' ? '' : `?${conditions}`}`),
    fetch: (address, txId, signal) =>
      call(`/shs/ds/${address}/${txId}`, signal === undefined ? {} : { signal }),
    acknowledge: (address, txId) => call(`/shs/ds/${address}/${txId}?action=ack`, { method: 'POST' }),
    receipt: (id) => call(`/receipts/${id}`, { headers: { accept: 'application/json' } }),
    raw: () =>
      new Promise((resolve, reject) => {
        const socket = connect({ ...tls, host: hostname, port: Number(port) }, () => {
          socket.off('error', reject)
          resolve(socket)
        })
        socket.once('error', reject)
      }),
    [Symbol.dispose]: () => agent.destroy(),
  }
}

/** Everything that comes on a connection until the other end closes it; a reset is an end too. */
export function untilClosed(socket: TLSSocket): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('error', () => {})
    socket.on('close', () => {
      resolve(Buffer.concat(chunks).toString('latin1'))
    })
    after(patience, undefined, { ref: false }).then(
      () => reject(new Error(`the connection is still open after ${patience} ms`)),
      reject,
    )
  })
}

/** The first octets of an answer on a connection, until the text holds what is waited for. */
export function untilSaid(socket: TLSSocket, wanted: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const onData = (chunk: Buffer): void => {
      said += chunk.toString('latin1')
      if (!said.includes(wanted)) return
      socket.off('data', onData)
      resolve(said)
    }
    socket.on('data', onData)
    socket.once('close', () => reject(new Error(`closed before "${wanted}", after: ${said}`)))
    socket.once('error', reject)
  })
}
