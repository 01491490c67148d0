import type { Label } from '../../protocol/label/label.ts'
import {
  boundaryFrom,
  messageTail,
  newPartHeaders,
  writeMessageHead,
  writePartHead,
} from '../../protocol/message/message-writer.ts'
import { type Accepted, receive, type ReceiveWorld } from '../receive/receive.ts'

/** A message that this node's operator sends for an actor that is served here. */
export interface Submission {
  readonly txId: string
  readonly corrId: string
  /** Organisation numbers. */
  readonly from: string
  readonly to: string
  readonly product: string
  readonly sequenceType: Label['sequenceType']
  readonly meta: Label['meta']
  readonly file: {
    readonly datapartType: string
    readonly fileName: string
    readonly contentType: string
    readonly octets: Uint8Array
  }
  /** The system's name of the operator. */
  readonly user: string
}

/** Sends a message of the node's own, by the way that every message comes in: with the same checks and the same receipt. */
export async function submit(submission: Submission, world: ReceiveWorld): Promise<Accepted> {
  const { from, user } = submission
  const caller = { number: from, side: 'production', fingerprint: '', alsoSpeaksFor: [] } as const
  const taken = await receive({ caller, channel: 'node', body: octetsOf(submission, world), user }, world)
  if (taken.kind === 'answered') throw new Error('an asynchronous message was answered')
  return taken
}

async function* octetsOf(submission: Submission, world: ReceiveWorld): AsyncIterable<Uint8Array> {
  const boundary = boundaryFrom(world.ports.ids.random(16))
  const { fileName, contentType, octets } = submission.file
  yield writeMessageHead(labelOf(submission, world), boundary)
  yield writePartHead(
    { headers: newPartHeaders({ contentType, transferEncoding: 'binary', fileName }) },
    boundary,
  )
  yield octets
  yield messageTail(boundary)
}

function labelOf(submission: Submission, { ports, time }: ReceiveWorld): Label {
  const { txId, corrId, from, to, product, sequenceType, meta, file } = submission
  const { datapartType, fileName, octets } = file
  return {
    version: '1.2',
    txId,
    corrId,
    transferType: 'asynch',
    messageType: 'simple',
    documentType: 'simple',
    sequenceType,
    status: 'production',
    from: { address: from },
    to: { address: to },
    product: { id: product },
    meta,
    datetime: time.format(ports.clock.now()),
    content: { contentId: txId, data: [{ datapartType, fileName, bytes: octets.length }] },
    history: [],
  }
}
