import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Identity } from './mtls-client.ts'

/** What a peer does with one request. */
export type Behaviour =
  /** Takes the message in: 202, as a duplicate where it took that tx.id before. */
  | { readonly kind: 'take'; readonly headers?: OutgoingHttpHeaders }
  /** Answers so; `early`: at the first octets of the body, of which it reads no more. */
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers?: OutgoingHttpHeaders
      readonly text?: string | Uint8Array
      readonly early?: 'readsOn' | 'closes'
    }
  /** Resets the connection after so many octets of the body; 0: as soon as there is a request. */
  | { readonly kind: 'reset'; readonly afterBytes: number }
  /** Takes the whole body, keeps it, and resets the connection in place of an answer. */
  | { readonly kind: 'loseAnswer' }
  /** Takes the whole body and never answers. */
  | { readonly kind: 'silent' }
  /** Reads nothing of the body, and never answers. */
  | { readonly kind: 'deaf' }
  /** Answers 202 twice; the second time at once, or when `answerAgain` is called. */
  | { readonly kind: 'twice'; readonly second: 'atOnce' | 'whenTold' }
  /** Takes the body no faster than this, and then the message. */
  | { readonly kind: 'slow'; readonly bytesPerSecond: number }
  /** Whatever the test says. */
  | {
      readonly kind: 'custom'
      readonly handle: (request: IncomingMessage, response: ServerResponse) => unknown
    }

/** A request as it came. */
export interface PeerCall {
  /** Which connection it came on, from 1. */
  readonly connection: number
  readonly headers: IncomingMessage['headers']
  /** Octets of the body that were read. */
  bytes: number
  /** Whether the whole body was. */
  whole: boolean
  /** SHA-256 of the whole body, hex. */
  sha256: string
  /** From the label, read with a regular expression. */
  txId: string | undefined
  /** The whole body, where it is not longer than `keepBytes`. */
  octets: Buffer | undefined
  /** The status of its answer. */
  answered: number | undefined
}

/** A message that was taken in: what a ledger may be held against. */
export interface TakenMessage {
  readonly txId: string
  /** Of the first time; a forwarding node may rewrite the label in between. */
  readonly sha256: string
  readonly bytes: number
  readonly octets: Buffer | undefined
  /** How many times it was taken in, and answered with 202. */
  times: number
}

export interface FaultyPeer extends AsyncDisposable {
  /** Of its receive service. */
  readonly url: string
  readonly calls: readonly PeerCall[]
  readonly taken: ReadonlyMap<string, TakenMessage>
  /** Connections that came so far, those whose TLS failed too. */
  readonly connections: number
  /** Connections that are open. */
  readonly open: number
  /** Octets of HTTP that came so far on all of them. */
  readonly octets: number
  /** The common name of the certificate that a caller showed. */
  callerOf(request: IncomingMessage): string
  /** What it does with the next requests, one after the other; then again what it always does. */
  next(...behaviours: readonly Behaviour[]): void
  always(behaviour: Behaviour): void
  /** Shows another certificate from the next connection on. */
  show(identity: Pick<Identity, 'certificatePem' | 'keyPem'>): void
  /** Closes the connections on which no request runs; a peer may not notice before it writes on them. */
  closeIdle(): void
  /** Resets every connection. */
  resetAll(): void
  /** The second answer of `twice`, on the connections that are open. */
  answerAgain(): void
}

export interface FaultyPeerOptions {
  readonly identity: Pick<Identity, 'certificatePem' | 'keyPem'>
  readonly port?: number
  /** Takes callers of this CA only, by TLS itself; anyone unless told otherwise. */
  readonly caPem?: string
  /** Messages up to this size are kept whole; 1 MiB unless told otherwise. */
  readonly keepBytes?: number
  readonly maxVersion?: 'TLSv1.2' | 'TLSv1.3'
  /** Told to callers, and kept; Node's own 5 s unless told otherwise. */
  readonly keepAliveTimeout?: number
}

const labelBytes = 64 * 1024

/** A receive service that takes in what it gets, until it is told to misbehave. */
export async function startFaultyPeer(options: FaultyPeerOptions): Promise<FaultyPeer> {
  const { identity, keepBytes = 1024 * 1024, maxVersion, keepAliveTimeout, caPem } = options
  const calls: PeerCall[] = []
  const taken = new Map<string, TakenMessage>()
  const raw = new Map<number, Socket>()
  const numbers = new WeakMap<Socket, number>()
  const busy = new Set<Socket>()
  const tls = new Set<TLSSocket>()
  let coming: Behaviour[] = []
  let standing: Behaviour = { kind: 'take' }
  let connections = 0
  let octets = 0
  let again = ''

  const server = createServer({
    cert: identity.certificatePem,
    key: identity.keyPem,
    requestCert: true,
    rejectUnauthorized: caPem !== undefined,
    ...(caPem === undefined ? {} : { ca: caPem }),
    ...(maxVersion === undefined ? {} : { maxVersion }),
    ...(keepAliveTimeout === undefined ? {} : { keepAliveTimeout }),
  })
  server.on('connection', (socket: Socket) => {
    connections++
    if (socket instanceof TLSSocket) return
    const { remotePort = 0 } = socket
    raw.set(remotePort, socket)
    numbers.set(socket, connections)
    socket.once('close', () => raw.delete(remotePort))
    socket.on('error', () => {})
  })
  server.on('secureConnection', (socket: TLSSocket) => {
    tls.add(socket)
    socket.on('close', () => tls.delete(socket))
    socket.on('error', () => {})
  })
  server.on('request', (request, response) => {
    const call: PeerCall = {
      connection: numberOf(request.socket),
      headers: request.headers,
      bytes: 0,
      whole: false,
      sha256: '',
      txId: undefined,
      octets: undefined,
      answered: undefined,
    }
    calls.push(call)
    octets += request.rawHeaders.join(': ').length
    busy.add(request.socket)
    response.once('close', () => busy.delete(request.socket))
    request.on('error', () => {})
    const behaviour = coming.shift() ?? standing
    void act(behaviour, request, response, call).catch(() => {
      // A caller that breaks off is what the tests are about.
      response.destroy()
    })
  })

  function numberOf({ remotePort = 0 }: Socket): number {
    const socket = raw.get(remotePort)
    return socket === undefined ? 0 : (numbers.get(socket) ?? 0)
  }

  async function act(
    behaviour: Behaviour,
    request: IncomingMessage,
    response: ServerResponse,
    call: PeerCall,
  ): Promise<void> {
    switch (behaviour.kind) {
      case 'take':
        await read(request, call)
        return accept(response, call, behaviour.headers)
      case 'answer':
        if (behaviour.early === undefined) await read(request, call)
        else if (!request.complete) await once(request, 'readable')
        call.answered = behaviour.status
        response.writeHead(behaviour.status, {
          'content-type': 'text/plain; charset=utf-8',
          ...behaviour.headers,
        })
        response.end(behaviour.text ?? '')
        if (behaviour.early === 'readsOn') await read(request, call)
        if (behaviour.early === 'closes') response.once('finish', () => request.socket.destroySoon())
        return
      case 'reset':
        if (behaviour.afterBytes > 0) await read(request, call, { until: behaviour.afterBytes })
        return reset(request)
      case 'loseAnswer':
        await read(request, call)
        keep(call)
        return reset(request)
      case 'silent':
        return read(request, call)
      case 'deaf':
        return
      case 'twice':
        await read(request, call)
        keep(call)
        call.answered = 202
        request.socket.write(accepting(call, 'first'))
        // In a TLS record of its own, so that the caller may have gone on by then.
        if (behaviour.second === 'atOnce') request.socket.write(accepting(call, 'second'))
        again = accepting(call, 'second')
        return
      case 'slow':
        await read(request, call, { bytesPerSecond: behaviour.bytesPerSecond })
        return accept(response, call)
      case 'custom':
        await behaviour.handle(request, response)
        call.answered = response.statusCode
    }
  }

  async function read(
    request: IncomingMessage,
    call: PeerCall,
    { until = Number.POSITIVE_INFINITY, bytesPerSecond = 0 } = {},
  ): Promise<void> {
    const hash = createHash('sha256')
    const kept: Buffer[] = []
    let head = ''
    for await (const piece of request) {
      const octetsOfPiece = Buffer.from(piece)
      call.bytes += octetsOfPiece.length
      octets += octetsOfPiece.length
      hash.update(octetsOfPiece)
      if (head.length < labelBytes) head += octetsOfPiece.toString('latin1')
      call.txId ??= /<shs\.label[^>]*\btx\.id="([^"]+)"/.exec(head)?.[1]
      if (call.bytes <= keepBytes) kept.push(octetsOfPiece)
      if (call.bytes >= until) return
      if (bytesPerSecond > 0) {
        await new Promise((go) => setTimeout(go, (octetsOfPiece.length / bytesPerSecond) * 1000).unref())
      }
    }
    call.whole = request.complete
    call.sha256 = hash.digest('hex')
    if (call.bytes <= keepBytes) call.octets = Buffer.concat(kept)
  }

  function keep(call: PeerCall): boolean {
    const txId = call.txId ?? call.sha256
    const known = taken.get(txId)
    if (known === undefined) {
      taken.set(txId, { txId, sha256: call.sha256, bytes: call.bytes, octets: call.octets, times: 1 })
      return false
    }
    known.times++
    return true
  }

  function accept(response: ServerResponse, call: PeerCall, headers: OutgoingHttpHeaders = {}): void {
    const duplicate = keep(call)
    call.answered = 202
    response.writeHead(202, {
      'content-type': 'text/plain',
      'X-shs-txid': call.txId ?? '',
      'X-shs-nodeid': 'faulty-1',
      'X-shs-localid': `local-${taken.size}`,
      'X-shs-duplicatemsg': duplicate ? 'yes' : 'no',
      ...headers,
    })
    response.end(call.txId ?? '')
  }

  function reset(request: IncomingMessage): void {
    raw.get(request.socket.remotePort ?? 0)?.resetAndDestroy()
  }

  const port = await listen(server, options.port)
  return {
    url: `https://127.0.0.1:${port}/shs/rs`,
    calls,
    taken,
    get connections() {
      return connections
    },
    get open() {
      return raw.size
    },
    get octets() {
      return octets
    },
    callerOf({ socket }) {
      if (!(socket instanceof TLSSocket)) throw new Error('no TLS')
      return String(socket.getPeerCertificate().subject.CN)
    },
    next(...behaviours) {
      coming = [...behaviours]
    },
    always(behaviour) {
      standing = behaviour
    },
    show({ certificatePem, keyPem }) {
      server.setSecureContext({ cert: certificatePem, key: keyPem })
    },
    closeIdle() {
      for (const socket of tls) if (!busy.has(socket)) socket.destroy()
    },
    resetAll() {
      for (const socket of raw.values()) socket.resetAndDestroy()
    },
    answerAgain() {
      for (const socket of tls) socket.write(again)
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      for (const socket of raw.values()) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Something that accepts connections and then says nothing, or something that is no TLS. */
export interface BlackHole extends AsyncDisposable {
  readonly url: string
  readonly connections: number
  /** Connections that are open, and the most of them that were at once. */
  readonly open: number
  readonly mostOpen: number
}

export async function startBlackHole({ says = '' } = {}): Promise<BlackHole> {
  const sockets = new Set<Socket>()
  let connections = 0
  let mostOpen = 0
  const server = createTcpServer((socket) => {
    connections++
    sockets.add(socket)
    mostOpen = Math.max(mostOpen, sockets.size)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.resume()
    if (says !== '') socket.once('data', () => socket.write(says))
  })
  const port = await listen(server)
  return {
    url: `https://127.0.0.1:${port}/shs/rs`,
    get connections() {
      return connections
    },
    get open() {
      return sockets.size
    },
    get mostOpen() {
      return mostOpen
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function accepting({ txId = '' }: PeerCall, localId: string): string {
  return `HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nX-shs-txid: ${txId}\r\nX-shs-localid: ${localId}\r\n\r\n`
}

async function listen(server: Server, port = 0): Promise<number> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
