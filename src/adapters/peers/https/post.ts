import type { ClientRequest, IncomingMessage } from 'node:http'
import { type Agent, request } from 'node:https'
import { headerOf } from '../../../client/answer-error.ts'
import { answeredTooEarly } from '../../../client/answered-too-early.ts'
import { ClientError } from '../../../client/client-error.ts'
import { networkError, timedOut } from '../../../client/network-error.ts'
import { pour } from '../../../client/pour.ts'
import type { OutgoingOctets } from '../../../exchange/ports/peers.ts'
import { isUuid, parseUrn } from '../../../protocol/urn.ts'
import { exactly } from './exactly.ts'
import type { PeerPlace } from './peer-place.ts'

/** What became of a POST: an answer, whatever its status, or a connection that gave none. */
export type Posted =
  | { readonly kind: 'answered'; readonly answer: IncomingMessage }
  | {
      readonly kind: 'broken'
      readonly error: ClientError
      /** A kept connection, and no octet of an answer to this message: the peer may long have closed it. */
      readonly unheard: boolean
    }

export interface PostOrder {
  readonly agent: Agent
  readonly place: PeerPlace
  readonly message: OutgoingOctets
  readonly timeouts: {
    /** Milliseconds without an octet either way while the message goes out. */
    readonly idle: number
    /** Milliseconds from the message's last octet to the answer's headers. */
    readonly answer: number
  }
}

/** A POST under way. */
export interface Posting {
  /** Rejects with what the message's own source throws. */
  readonly posted: Promise<Posted>
  /** Resolves when its connection is free again, or gone. */
  readonly closed: Promise<void>
  end(error: ClientError): void
}

/**
 * Posts a message, read once and no faster than it is taken. The answer's body is the caller's to read; a good answer
 * that comes before the whole message is out is none, a refusal is one.
 */
export function post(order: PostOrder): Posting {
  const { place, message } = order
  const outgoing = request({
    agent: order.agent,
    host: place.host,
    port: place.port,
    method: 'POST',
    path: place.path,
    headers: { 'content-type': message.contentType, 'content-length': message.length },
  })
  const { promise: posted, resolve, reject } = Promise.withResolvers<Posted>()
  const { promise: closed, resolve: close } = Promise.withResolvers<void>()
  const heard = hearing(outgoing)
  const fail = (error: unknown): void => {
    outgoing.destroy()
    if (isFault(error)) return reject(error)
    const failure = networkError(error, place.name)
    resolve({
      kind: 'broken',
      error: failure,
      unheard: outgoing.reusedSocket && failure.code === 'NoConnection' && !heard(),
    })
  }
  const stopWaiting = waitInTime(outgoing, order, fail)
  let answered = false

  outgoing.on('response', (answer) => {
    if (outgoing.reusedSocket && answersAnother(answer, message)) {
      outgoing.destroy()
      return resolve({ kind: 'broken', error: brokenConnection(place), unheard: true })
    }
    const whole = (): void => {
      answered = true
      stopWaiting()
      resolve({ kind: 'answered', answer })
    }
    if (outgoing.writableFinished) return whole()
    if ((answer.statusCode ?? 0) >= 400) {
      // The rest need not be sent, nor the connection kept.
      answer.once('end', () => outgoing.destroy())
      return whole()
    }
    if (!outgoing.writableEnded) return fail(answeredTooEarly(place.name))
    outgoing.once('finish', whole)
  })
  outgoing.on('error', fail)
  outgoing.on('close', () => {
    stopWaiting()
    close()
    // An error is dear to make, and every connection closes.
    if (!answered) fail(brokenConnection(place))
  })
  // The source failed, not the peer: the request is cut, so that the peer keeps nothing of it.
  pour(exactly(message), message.length, outgoing).catch((error: unknown) => {
    outgoing.destroy()
    reject(error)
  })
  return { posted, closed, end: fail }
}

/** Whether anything has come on the connection since the request got it, be it HTTP or not. */
function hearing(outgoing: ClientRequest): () => boolean {
  let before = 0
  outgoing.on('socket', ({ bytesRead }) => {
    before = bytesRead
  })
  return () => (outgoing.socket?.bytesRead ?? 0) > before
}

/** A peer that has answered an earlier message twice: the second answer says nothing of this one. */
function answersAnother(answer: IncomingMessage, { txId }: OutgoingOctets): boolean {
  const theirs = parseUrn(headerOf(answer, 'x-shs-txid') ?? '').toLowerCase()
  return txId !== undefined && isUuid(theirs) && theirs !== txId.toLowerCase()
}

function brokenConnection({ name }: PeerPlace): ClientError {
  return networkError({ code: 'ECONNRESET' }, name)
}

/** Fails a request that stands still, or that is not answered; the result ends the waiting. */
function waitInTime(
  outgoing: ClientRequest,
  { place, timeouts }: PostOrder,
  fail: (error: ClientError) => void,
): () => void {
  let answerTimer: NodeJS.Timeout | undefined
  outgoing.setTimeout(timeouts.idle, () => fail(timedOut(place.name, 'idle', timeouts.idle)))
  outgoing.on('finish', () => {
    outgoing.setTimeout(0)
    // A timer of its own: octets that are no answer must not draw it out.
    const late = (): void => fail(timedOut(place.name, 'answer', timeouts.answer))
    answerTimer = setTimeout(late, timeouts.answer)
  })
  return () => {
    outgoing.setTimeout(0)
    clearTimeout(answerTimer)
  }
}

/** What neither the peer nor the network can have done. */
function isFault(error: unknown): boolean {
  if (error instanceof ClientError) return false
  return typeof error !== 'object' || error === null || !('code' in error)
}
