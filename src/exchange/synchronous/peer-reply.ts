import type { Label } from '../../protocol/label/label.ts'
import type { MessageEvent } from '../../protocol/message/message-event.ts'
import { MessageReader } from '../../protocol/message/message-reader.ts'
import {
  boundaryFrom,
  messageTail,
  writeMessageHead,
  writePartHead,
} from '../../protocol/message/message-writer.ts'
import { KvittensError } from '../../protocol/kvittens-error.ts'
import { ProtocolError } from '../../protocol/protocol-error.ts'
import type { PeerReply } from '../ports/peers.ts'
import { withReceivedHistory } from '../receive/history.ts'
import { newReceiptId } from '../receipts/new-receipt-id.ts'
import { Refusal, shsRefusal } from '../refusal.ts'
import type { SentLabel } from '../route/route.ts'
import { actorOf } from '../../protocol/urn.ts'
import type { ReplyOctets } from './answer-request.ts'
import type { SynchWorld } from './synch-world.ts'

/**
 * The reply of another node, passed on as it comes: its label checked and written anew, its parts byte for byte. Throws a
 * `Refusal` where what comes is no reply to the request; the stream breaks off where it ends too early.
 */
export async function replyFromPeer(
  { body, contentType }: PeerReply,
  request: SentLabel,
  world: SynchWorld,
): Promise<ReplyOctets> {
  const { maxLabelBytes, maxDataParts, maxHeaderBytes } = world.node.limits
  const reader = new MessageReader({
    limits: { maxLabelBytes, maxDataParts, maxHeaderBytes },
    ...(contentType === undefined ? {} : { httpContentType: contentType }),
  })
  const source = body[Symbol.asyncIterator]()
  const events = eventsOf(source, reader)
  const boundary = boundaryFrom(world.ports.ids.random(16))
  try {
    const first = await events.next()
    if (first.done === true || first.value.kind !== 'label') throw noReply(request)
    const head = headOf(first.value.label, request, boundary, world)
    return { pieces: pieces(head, events, boundary), tail: () => messageTail(boundary) }
  } catch (error) {
    await events.return(undefined)
    throw asRefusal(error, request)
  }
}

async function* eventsOf(
  source: AsyncIterator<Uint8Array>,
  reader: MessageReader,
): AsyncGenerator<MessageEvent, undefined> {
  try {
    for (;;) {
      const next = await source.next()
      if (next.done === true) break
      yield* reader.push(next.value)
    }
    yield* reader.end()
    return undefined
  } finally {
    await source.return?.()
  }
}

/** The deployed nodes answer with the wrong sequence-type at times (shs-protocol.md 13): what goes on is a reply. */
function headOf(label: Label, request: SentLabel, boundary: string, world: SynchWorld): Uint8Array {
  const { node, time, ports } = world
  if (label.txId !== request.txId) throw otherTxId(label.txId, request.txId)
  const answers = actorOf(label.from?.address ?? request.to?.address ?? '')
  if (answers !== actorOf(request.to?.address ?? '')) throw otherSender(answers, request)
  const reply: Label = {
    ...label,
    sequenceType: label.sequenceType === 'adm' ? 'adm' : 'reply',
    status: request.status,
  }
  const received = withReceivedHistory(
    reply,
    node.nodeId,
    newReceiptId(ports.ids),
    time.format(ports.clock.now()),
  )
  return writeMessageHead(received, boundary)
}

async function* pieces(
  head: Uint8Array,
  events: AsyncGenerator<MessageEvent, undefined>,
  boundary: string,
): AsyncIterable<Uint8Array> {
  try {
    yield head
    for await (const event of events) {
      if (event.kind === 'part') yield writePartHead(event, boundary)
      else if (event.kind === 'data') yield event.bytes
    }
  } finally {
    // Who leaves at the head has asked for none of the events: the other node's answer must end all the same.
    await events.return(undefined)
  }
}

/** What is wrong with the reply, or broke it off, is no fault of the request's, nor of this node's. */
function asRefusal(error: unknown, request: SentLabel): unknown {
  if (error instanceof Refusal || !(error instanceof KvittensError)) return error
  return error instanceof ProtocolError ? noReply(request, error) : bad(error.words)
}

function noReply({ to }: SentLabel, why?: ProtocolError): Refusal {
  const { sv, en } = why?.words ?? { sv: '', en: '' }
  return bad({
    sv: `Svaret från ${to?.address ?? ''} är inget SHS-meddelande. ${sv}`.trimEnd(),
    en: `The answer of ${to?.address ?? ''} is no SHS message. ${en}`.trimEnd(),
  })
}

function otherTxId(found: string, expected: string): Refusal {
  return bad({
    sv: `Svaret har tx.id ${found}, frågan ${expected}.`,
    en: `The reply has the tx.id ${found}, the request ${expected}.`,
  })
}

function otherSender(found: string, { to }: SentLabel): Refusal {
  return bad({
    sv: `Svaret säger sig komma från ${found}, frågan gick till ${to?.address ?? ''}.`,
    en: `The reply says that it comes from ${found}, the request went to ${to?.address ?? ''}.`,
  })
}

function bad(words: Refusal['words']): Refusal {
  return shsRefusal('MissingDeliveryExecution', { words })
}
