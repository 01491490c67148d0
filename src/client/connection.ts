import type { ClientRequest, IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { Agent, request } from 'node:https'
import { answeredTooEarly } from './answered-too-early.ts'
import { ClientError } from './client-error.ts'
import { networkError, timedOut } from './network-error.ts'
import { pour } from './pour.ts'
import { serverIdentityCheck } from './server-identity.ts'
import { socketAddress } from './socket-address.ts'

export interface ClientTimeouts {
  /** Milliseconds until TLS is up. */
  readonly connect: number
  /** Milliseconds without an octet either way. */
  readonly idle: number
}

export interface ConnectionOptions {
  readonly url: URL
  /** PEM texts: the own certificate with its chain, its key, the CAs that the server is proved by. */
  readonly certificate: string
  readonly key: string
  readonly ca: string
  /** The organisation that the server's certificate must name where it does not name the host. */
  readonly serverNumber?: string
  readonly language: 'sv' | 'en'
  readonly timeouts: ClientTimeouts
  readonly signal?: AbortSignal
}

/** A body whose size is known before its first octet. */
export interface RequestBody {
  readonly length: number
  readonly pieces: AsyncIterable<Uint8Array>
}

export interface ClientCall {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers?: OutgoingHttpHeaders
  readonly body?: RequestBody
}

/** Calls over mutual TLS to one node, on connections that are kept for the next call. */
export class Connection implements Disposable {
  readonly #options: ConnectionOptions
  readonly #agent: Agent

  constructor(options: ConnectionOptions) {
    this.#options = options
    const { certificate, key, ca, serverNumber } = options
    this.#agent = new Agent({
      keepAlive: true,
      maxSockets: 8,
      cert: certificate,
      key,
      ca,
      minVersion: 'TLSv1.2',
      // Given with each request, it would keep Node from using a connection twice.
      checkServerIdentity: serverIdentityCheck(serverNumber),
    })
  }

  get host(): string {
    return this.#options.url.host
  }

  /** The answer as soon as its headers are there, whatever its status; its body is the caller's to read. */
  async call(call: ClientCall): Promise<IncomingMessage> {
    const first = this.#request(call)
    try {
      return await this.#answer(first, call)
    } catch (error) {
      // A kept connection that the server had closed meanwhile says nothing of the node; a body can't be sent twice.
      if (!first.reusedSocket || call.body !== undefined || !isNetwork(error)) throw error
      return this.#answer(this.#request(call), call)
    }
  }

  #request({ method, path, headers, body }: ClientCall): ClientRequest {
    const { url, language, signal } = this.#options
    try {
      return request({
        agent: this.#agent,
        ...socketAddress(url),
        method,
        path,
        headers: {
          'accept-language': language,
          ...headers,
          ...(body === undefined
            ? method === 'POST'
              ? { 'content-length': 0 }
              : {}
            : { 'content-length': body.length }),
        },
        ...(signal === undefined ? {} : { signal }),
      })
    } catch (error) {
      throw badKeyOrCertificate(error)
    }
  }

  #answer(request: ClientRequest, { body }: ClientCall): Promise<IncomingMessage> {
    const { timeouts, signal } = this.#options
    return new Promise((resolve, reject) => {
      const fail = (error: unknown): void => {
        request.destroy()
        reject(signal?.aborted ? aborted() : networkError(error, this.host))
      }
      request.on('response', (response) => {
        if (request.writableEnded) return resolve(response)
        // Before the whole body is out no node can have the message: only a refusal can come so early.
        if ((response.statusCode ?? 0) < 400) return fail(answeredTooEarly(this.host))
        resolve(response)
        // The rest need not be sent, nor the connection kept.
        response.on('end', () => request.destroy())
      })
      request.on('error', fail)
      request.setTimeout(timeouts.idle, () => request.destroy(timedOut(this.host, 'idle', timeouts.idle)))
      connectInTime(request, timeouts.connect, this.host)
      if (body === undefined) request.end()
      else pour(body.pieces, body.length, request).catch((error: unknown) => stop(error, request, reject))
    })
  }

  [Symbol.dispose](): void {
    this.#agent.destroy()
  }
}

function connectInTime(request: ClientRequest, milliseconds: number, host: string): void {
  request.on('socket', (socket) => {
    if (!socket.connecting) return
    const timer = setTimeout(() => request.destroy(timedOut(host, 'connect', milliseconds)), milliseconds)
    const stop = (): void => clearTimeout(timer)
    socket.once('secureConnect', stop)
    socket.once('close', stop)
  })
}

/** The source failed, not the network: the request is cut, so that the node keeps nothing of it. */
function stop(error: unknown, request: ClientRequest, reject: (error: unknown) => void): void {
  request.destroy()
  reject(error)
}

function isNetwork(error: unknown): boolean {
  return error instanceof ClientError && error.code === 'NoConnection'
}

function aborted(): ClientError {
  return new ClientError('Interrupted', {
    words: { sv: 'Avbrutet.', en: 'Interrupted.' },
    retryable: true,
  })
}

function badKeyOrCertificate(cause: unknown): ClientError {
  return new ClientError('BadCertificate', {
    words: {
      sv: 'Certifikat, nyckel eller CA kan inte läsas, eller hör inte ihop.',
      en: 'Certificate, key or CA cannot be read, or do not belong together.',
    },
    cure: {
      sv: 'Alla tre ska vara PEM; nyckeln utan lösenord.',
      en: 'All three must be PEM; the key without a password.',
    },
    cause,
  })
}
