import { constants } from 'node:crypto'
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import { TLSSocket } from 'node:tls'
import type { Caller } from '../../exchange/access/caller.ts'
import type { Clock } from '../../exchange/ports/clock.ts'
import type { Ids } from '../../exchange/ports/ids.ts'
import type { Journal } from '../../exchange/ports/journal.ts'
import { Refusal } from '../../exchange/refusal.ts'
import { answerText } from './answer.ts'
import type { Route } from './call.ts'
import type { CallerDecision } from './caller-of.ts'
import { answerBrokenRequest } from './broken-request.ts'
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
    key: certificates.map(({ key }) => key),
    cert: certificates.map(({ certificate }) => certificate),
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
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    // While it drains, what is asked on an open connection is answered, and the connection then closed.
    if (!server.listening) response.shouldKeepAlive = false
    void serve(request, response, options)
  }
  server.on('request', onRequest)
  // Decided before "100 Continue": a caller who is not let in sends no body at all.
  server.on('checkContinue', onRequest)
  server.on('clientError', answerBrokenRequest)
  return server
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  options: MachinesListenerOptions,
): Promise<void> {
  const { path, query } = split(request.url ?? '/')
  const route = options.routes.find((one) => one.matches(path))
  const language = languageOf(request.headers['accept-language'], route?.language ?? 'en')
  try {
    const caller = await knownCaller(request, options)
    if (route === undefined) return refuse(request, response, noSuchAddress(), language, options)
    if (!route.methods.includes(request.method ?? '')) return wrongMethod(request, response, route, options)
    if (request.headers.expect !== undefined) response.writeContinue()
    const { limits, clock } = options
    await route.handle({ caller, request, response, path, query, limits, clock })
  } catch (error) {
    if (error instanceof Refusal) refuse(request, response, error, language, options)
    else fault(request, response, error, language, options)
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

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  refusal: Refusal,
  language: Language,
  options: MachinesListenerOptions,
): void {
  if (refusal.kind === 'brokenOff') return void request.socket.destroy()
  const { status, text, headers } = refusalAnswer(refusal, language, options.nodeId)
  endWith(request, response, status, text, headers, options)
}

function fault(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
  language: Language,
  options: MachinesListenerOptions,
): void {
  const id = options.ids.uuid()
  options.journal.fault(id, error)
  const { status, text, headers } = faultAnswer(error, id, language)
  endWith(request, response, status, text, headers, options)
}

function wrongMethod(
  request: IncomingMessage,
  response: ServerResponse,
  route: Route,
  options: MachinesListenerOptions,
): void {
  const allow = route.methods.join(', ')
  endWith(request, response, 405, `${route.name} takes ${allow}.\n`, { allow }, options)
}

/** Ends a call that was not wanted: an answer that has begun can only be cut, a body half read is read away. */
function endWith(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  text: string,
  headers: OutgoingHttpHeaders,
  options: MachinesListenerOptions,
): void {
  if (response.headersSent) return void request.socket.destroy()
  const unread = !request.readableEnded && !request.complete
  answerText(response, status, text, { ...headers, ...(unread ? { connection: 'close' } : {}) })
  if (unread) discardRest(request, options.limits)
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
