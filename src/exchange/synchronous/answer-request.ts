import { fileBytes } from '../../protocol/message/stored-part.ts'
import { writeDown } from '../audit/write-down.ts'
import type { PassedTransfer } from '../ports/message-log.ts'
import { peerAddress } from '../deliver/peer-address.ts'
import { withReceivedHistory } from '../receive/history.ts'
import { takenTxId } from '../receive/duplicate.ts'
import { newReceiptId } from '../receipts/new-receipt-id.ts'
import { noAddress, undecided, unknownReceiver } from '../route/refusals.ts'
import { actorOf } from '../../protocol/urn.ts'
import { requestOctets } from './request-octets.ts'
import { fileOctets, type SynchRequest } from './request.ts'
import { replyFromPeer } from './peer-reply.ts'
import { replyFromFile } from './local-reply.ts'
import { notHandled, peerSilent, refusedByPeer } from './refusals.ts'
import type { SynchWorld } from './synch-world.ts'
import type { Answerer } from './who-answers.ts'

/**
 * Answers a synchronous request on its caller's connection (shs-protocol.md 5, 7): the octets of the reply message. Its
 * row is in the ledger before the last of them is given out. Throws a `Refusal` where there is no reply.
 */
export async function answerRequest(
  request: SynchRequest,
  answerer: Answerer,
  world: SynchWorld,
): Promise<AsyncIterableIterator<Uint8Array>> {
  const { messageLog } = world.ports
  const { txId } = request.label
  const [stored] = await messageLog.byTxId([txId])
  const [left] = await messageLog.purgedByTxId([txId])
  if (stored !== undefined || left !== undefined) throw takenTxId(txId)
  return world.running.answer(request.label, async () => {
    const reply = await replyBy(answerer, request, world)
    return writtenDown(reply, request, answerer.way.passed, world)
  })
}

/** A reply on its way: everything but its closing delimiter, and that. */
export interface ReplyOctets {
  readonly pieces: AsyncIterable<Uint8Array>
  /** Given when the pieces have come to their end. */
  tail(): Uint8Array
}

function replyBy(answerer: Answerer, request: SynchRequest, world: SynchWorld): Promise<ReplyOctets> {
  switch (answerer.by) {
    case 'peer':
      return askPeer(request, world)
    case 'handler':
      return askHandler(request, answerer.actor, world)
    case 'node':
      return answerPing(request, world)
  }
}

async function* writtenDown(
  reply: ReplyOctets,
  { label, caller, parts }: SynchRequest,
  passed: readonly PassedTransfer[],
  { ports }: SynchWorld,
): AsyncIterable<Uint8Array> {
  let bytes = 0
  for await (const piece of reply.pieces) {
    bytes += piece.length
    yield piece
  }
  const tail = reply.tail()
  const sent = passed.map((one) => ({ ...one, bytes: fileBytes(parts) }))
  await writeDown(ports, { passed: sent }, [
    {
      event: 'answered',
      at: ports.clock.now(),
      caller,
      txId: label.txId,
      corrId: label.corrId,
      from: label.from.address,
      ...(label.to === undefined ? {} : { to: label.to.address }),
      product: label.product.id,
      status: label.status,
      bytes: bytes + tail.length,
    },
  ])
  yield tail
}

async function askPeer(request: SynchRequest, world: SynchWorld): Promise<ReplyOctets> {
  const { knowledge, ports, time, node } = world
  const { label } = request
  const number = actorOf(label.to?.address ?? '')
  const actor = await knowledge.actor(number)
  if (actor.kind === 'unknown') throw unknownReceiver(number)
  if (actor.kind === 'unanswered') throw undecided(actor.error)
  const address = await knowledge.address(actor.value, label.product.id)
  if (address.kind === 'unknown') throw noAddress(number, label.product.id)
  if (address.kind === 'unanswered') throw undecided(address.error)
  const now = time.format(ports.clock.now())
  const peer = peerAddress(address.value, actor.value, label.status, now.slice(0, 10))
  const own = withReceivedHistory(label, node.nodeId, newReceiptId(ports.ids), now)
  const answer = await ports.peers.request(peer, requestOctets({ ...request, label: own }, ports))
  switch (answer.kind) {
    case 'reply':
      return replyFromPeer(answer, label, world)
    case 'refused':
      throw refusedByPeer(answer, peer.url)
    case 'failed':
      throw peerSilent(answer)
  }
}

async function askHandler(
  { label, parts, body }: SynchRequest,
  actor: string,
  world: SynchWorld,
): Promise<ReplyOctets> {
  const { ports } = world
  const [part] = parts
  if (part === undefined) throw new Error('a request without a data part was taken')
  const fileName = part.fileName ?? label.content.data[0]?.fileName
  const reply = await ports.handlers.answer({
    txId: label.txId,
    corrId: label.corrId,
    contentId: label.content.contentId,
    from: label.from.address,
    to: label.to?.address ?? actor,
    product: label.product.id,
    status: label.status,
    ...(part.contentType === undefined ? {} : { contentType: part.contentType }),
    ...(fileName === undefined ? {} : { fileName }),
    bytes: part.bytes,
    file: fileOctets(part, body, ports.blobStore),
  })
  if (reply.kind === 'failed') throw notHandled(reply)
  return replyFromFile(reply, label, world)
}

/** Every node answers the ping product (shs-protocol.md 12). */
async function answerPing({ label }: SynchRequest, world: SynchWorld): Promise<ReplyOctets> {
  const text = Uint8Array.from(`ping ${world.node.nodeId}\r\n`, (letter) => letter.charCodeAt(0))
  async function* file(): AsyncIterable<Uint8Array> {
    yield text
  }
  const contentType = 'text/plain; charset=us-ascii'
  return replyFromFile({ contentType, fileName: 'ping.txt', bytes: text.length, file: file() }, label, world)
}
