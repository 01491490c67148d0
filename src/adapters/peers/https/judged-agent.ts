import type { ClientRequestArgs } from 'node:http'
import { Agent } from 'node:https'
import type { Duplex } from 'node:stream'
import type { JudgedConnection } from './judged-connection.ts'

/** How long a judged connection may serve, milliseconds. */
export interface KeptTimes {
  /** Without a request; a peer that promises less (`Keep-Alive: timeout`) is believed. */
  readonly idle: number
  /** Since it was judged: certificates end, and trust in them. */
  readonly age: number
}

type Created = (error: Error | null, socket: Duplex) => void

/** Connections to one peer, each of them judged before a request gets it, and kept for the next one. */
export class JudgedAgent extends Agent {
  readonly #open: () => JudgedConnection
  readonly #now: () => number
  readonly #age: number
  readonly #onClose: () => void
  readonly #judgedAt = new WeakMap<Duplex, number>()
  readonly #connecting = new Set<Duplex>()

  constructor(open: () => JudgedConnection, now: () => number, kept: KeptTimes, onClose: () => void) {
    super({ keepAlive: true, timeout: kept.idle })
    this.#open = open
    this.#now = now
    this.#age = kept.age
    this.#onClose = onClose
  }

  override createConnection(_options: ClientRequestArgs, created?: Created): undefined {
    const { socket, judged } = this.#open()
    this.#connecting.add(socket)
    const settle = (error: Error | null): void => {
      this.#connecting.delete(socket)
      this.#judgedAt.set(socket, this.#now())
      created?.(error, socket)
    }
    judged.then(
      () => settle(socket.destroyed ? connectionClosed() : null),
      (error: unknown) => settle(asError(error)),
    )
    // Only after the agent itself has seen to it.
    socket.once('close', () => setImmediate(this.#onClose))
  }

  override keepSocketAlive(socket: Duplex): boolean {
    const judgedAt = this.#judgedAt.get(socket)
    if (judgedAt === undefined || this.#now() - judgedAt >= this.#age) return false
    return Boolean(super.keepSocketAlive(socket))
  }

  /** Whether a connection waits for a request. */
  get keeps(): boolean {
    return this.#kept().some((socket) => !socket.destroyed)
  }

  /** Closes the connections that wait for a request. */
  dropKept(): void {
    for (const socket of this.#kept()) socket.destroy()
  }

  /** Closes every connection, those in the making too. */
  end(): void {
    for (const socket of this.#connecting) socket.destroy()
    this.destroy()
  }

  #kept(): Duplex[] {
    return Object.values(this.freeSockets).flatMap((sockets) => sockets ?? [])
  }
}

/** As Node says it of a connection that was closed from the other end. */
function connectionClosed(): Error {
  return Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' })
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
