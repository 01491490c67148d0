import { constants } from 'node:crypto'
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import { TLSSocket } from 'node:tls'
import type { Caller } from '../../exchange/access/caller.ts'
import type { Clock } from '../../exchange/ports/clock.ts'
import type { Ids } from '../../exchange/ports/ids.ts'
import type { Journal } from '../../exchange/ports/journal.ts'
import { Refusal } from '../../exchange/refusal.ts'
import { answerText, writeText } from './answer.ts'
import type { Route } from './call.ts'
import type { CallerDecision } from './caller-of.ts'
import { answerBrokenRequests } from './broken-request.ts'
import { certificatesByName } from './certificates-by-name.ts'
import { destroyLater } from './destroy-later.ts'
import { discardRest } from './discard.ts'
import type { HttpLimits } from './http-limits.ts'
import { type Language, languageOf } from './language.ts'
import { faultAnswer, refusalAnswer } from './refusal-answer.ts'

/** PEM texts of the node's own key and certificate chain. */
export interface ServerCertificate {
  readonly key: string
  readonly certificate: string
}

export interface MachinesListenerOptions {
  readonly certificates: readonly ServerCertificate[]
  readonly routes: readonly Route[]
  readonly caller: CallerDecision
  readonly limits: HttpLimits
  readonly nodeId: string
  readonly clock: Clock
  readonly ids: Ids
  readonly journal: Journal
}

/**
 * The machines' port: mutual TLS 1.2 or newer. Every certificate is let through the handshake so that a bad one can
 * be told what is wrong with it; no route sees a request before `callerOf` has said who sends it.
 */
export function machinesListener(options: MachinesListenerOptions): Server {
  const { limits, certificates } = options
  const server = createServer({
    ...certificatesByName(certificates),
    requestCert: true,
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    // Without tickets each handshake brings the whole chain, and a resumed session skips no check.
    secureOptions: constants.SSL_OP_NO_TICKET,
    maxHeaderSize: limits.maxHeaderBytes,
    handshakeTimeout: limits.headersTimeout,
    headersTimeout: limits.headersTimeout,
    connectionsCheckingInterval: Math.min(limits.headersTimeout, 5000),
    keepAliveTimeout: limits.idleTimeout,
    // A body's time goes by its size and its pace, which RequestBody watches.
    requestTimeout: 0,
    keepAlive: true,
    noDelay: true,
  })
  server.maxConnections = limits.maxConnections
  const onRequest = (request: IncomingMessage, response: ServerResponse, waits: boolean): void => {
    // While it drains, what is asked on an open connection is answered, and the connection then closed.
    if (!server.listening) response.shouldKeepAlive = false
    serve(request, response, waits, options).catch((error: unknown) => {
      request.socket.destroy()
      options.journal.fault(options.ids.uuid(), error)
    })
  }
  server.on('request', (request, response) => onRequest(request, response, false))
  // Decided before "100 Continue": a caller who is not let in sends no body at all.
  server.on('checkContinue', (request, response) => onRequest(request, response, true))
  // Unheard, node:http answers 417 by itself, and reads for ever what such a caller sends.
  server.on('checkExpectation', (request, response) => onRequest(request, response, false))
  answerBrokenRequests(server)
  return server
}

/** A request that is being answered. */
interface Turn {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly language: Language
  readonly options: MachinesListenerOptions
  /** The sender holds its body back until it hears "100 Continue". */
  waits: boolean
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  waits: boolean,
  options: MachinesListenerOptions,
): Promise<void> {
  const { path, query } = split(request.url ?? '/')
  const route = options.routes.find((one) => one.matches(path))
  const language = languageOf(request.headers['accept-language'], route?.language ?? 'en')
  const turn: Turn = { request, response, language, options, waits }
  try {
    const caller = await knownCaller(request, options)
    if (route === undefined) return await refuse(turn, noSuchAddress())
    if (!route.methods.includes(request.method ?? '')) return await wrongMethod(turn, route)
    if (waits) response.writeContinue()
    turn.waits = false
    const { limits, clock } = options
    await route.handle({ caller, request, response, path, query, limits, clock })
    // The routes that take no body, too, must not be held by one that never ends.
    if (!request.complete && !(await discardRest(request, limits))) destroyLater(request.socket)
  } catch (error) {
    await (error instanceof Refusal ? refuse(turn, error) : fault(turn, error))
  }
}

async function knownCaller(request: IncomingMessage, options: MachinesListenerOptions): Promise<Caller> {
  const { socket } = request
  if (!(socket instanceof TLSSocket)) throw new Error('the machines port got a connection without TLS')
  try {
    return await options.caller.callerOf(socket)
  } catch (error) {
    if (error instanceof Refusal) {
      options.journal.tell({ event: 'rejectedCaller', at: options.clock.now(), code: error.code })
    }
    throw error
  }
}

function split(url: string): { readonly path: string; readonly query: URLSearchParams } {
  const mark = url.indexOf('?')
  if (mark < 0) return { path: url, query: new URLSearchParams() }
  return { path: url.slice(0, mark), query: new URLSearchParams(url.slice(mark + 1)) }
}

async function refuse(turn: Turn, refusal: Refusal): Promise<void> {
  if (refusal.kind === 'brokenOff') return void turn.request.socket.destroy()
  const { status, text, headers } = refusalAnswer(refusal, turn.language, turn.options.nodeId)
  await endWith(turn, status, text, headers)
}

async function fault(turn: Turn, error: unknown): Promise<void> {
  const { ids, journal } = turn.options
  const id = ids.uuid()
  journal.fault(id, error)
  const { status, text, headers } = faultAnswer(error, id, turn.language)
  await endWith(turn, status, text, headers)
}

async function wrongMethod(turn: Turn, route: Route): Promise<void> {
  const allow = route.methods.join(', ')
  await endWith(turn, 405, `${route.name} takes ${allow}.\n`, { allow })
}

/** Ends a call that was not wanted: an answer that has begun can only be cut, a body half read is read away. */
async function endWith(
  { request, response, options, waits }: Turn,
  status: number,
  text: string,
  headers: OutgoingHttpHeaders,
): Promise<void> {
  if (response.headersSent) return void request.socket.destroy()
  if (request.complete) return answerText(response, status, text, headers)
  const closing = { ...headers, connection: 'close' }
  if (waits) return answerText(response, status, text, closing)
  if (response.destroyed) return
  writeText(response, status, text, closing)
  // Only then is the answer ended: with it the connection closes, and who still writes would never come to read.
  await discardRest(request, options.limits)
  response.end()
  destroyLater(request.socket)
}

function noSuchAddress(): Refusal {
  return new Refusal('notFound', 'NoSuchAddress', {
    words: { sv: 'Adressen finns inte här.', en: 'There is nothing at this address.' },
    cure: {
      sv: 'Adresserna är /shs/rs, /shs/ds/{adress} och /receipts/{id}.',
      en: 'The addresses are /shs/rs, /shs/ds/{address} and /receipts/{id}.',
    },
  })
}
