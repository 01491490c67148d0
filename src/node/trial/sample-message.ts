import { randomBytes, randomUUID } from 'node:crypto'
import { pingProduct } from '../../exchange/agreements/question.ts'
import type { Label } from '../../protocol/label/label.ts'
import {
  boundaryFrom,
  messageTail,
  newPartHeaders,
  writeMessageHead,
  writePartHead,
} from '../../protocol/message/message-writer.ts'
import { localTime } from '../../exchange/local-time.ts'
import {
  agency,
  employer,
  municipality,
  replyFile,
  replyFileName,
  sampleFile,
  sampleFileName,
  sickNotification,
} from './trial-facts.ts'

interface Organisation {
  readonly number: string
  readonly name: string
}

/** The sample file as a whole SHS message of the employer, with a new tx.id; without `to` the product type says whom it is for. */
export function sampleMessage(now: number, to?: Organisation): Uint8Array {
  return wholeMessage(
    {
      ...labelOf(now, employer, to),
      subject: 'Sjukanmälan oktober',
    },
    { datapartType: 'sjukanmalan', fileName: sampleFileName, text: sampleFile },
  )
}

/** The sample file for somebody with whom nothing is agreed. */
export function messageToRefuse(now: number): Uint8Array {
  return sampleMessage(now, municipality)
}

/** What the agency answers a sick-pay file with; by the same agreement, which lets its principal reply. */
export function replyMessage(now: number): Uint8Array {
  return wholeMessage(
    {
      ...labelOf(now, agency, employer),
      sequenceType: 'reply',
      subject: 'Svar på sjukanmälan oktober',
    },
    { datapartType: 'sjukanmalan', fileName: replyFileName, text: replyFile },
  )
}

/** A synchronous question of the employer whether the agency's node is there (shs-protocol.md 12). */
export function pingMessage(now: number): Uint8Array {
  return wholeMessage(
    {
      ...labelOf(now, employer, agency),
      transferType: 'synch',
      sequenceType: 'request',
      product: { id: pingProduct, commonName: 'Ping' },
    },
    { datapartType: 'ping', fileName: 'ping.txt', text: 'ping\r\n' },
  )
}

type NewLabel = Omit<Label, 'content'>

function labelOf(now: number, from: Organisation, to: Organisation | undefined): NewLabel {
  const txId = randomUUID()
  return {
    version: '1.2',
    txId,
    corrId: txId,
    transferType: 'asynch',
    messageType: 'simple',
    sequenceType: 'event',
    status: 'production',
    from: { address: from.number, commonName: from.name },
    ...(to !== undefined && { to: { address: to.number, commonName: to.name } }),
    product: { id: sickNotification.uuid, commonName: sickNotification.name },
    meta: [],
    datetime: localTime('Europe/Stockholm').format(now),
    history: [],
  }
}

interface TextFile {
  readonly datapartType: string
  readonly fileName: string
  readonly text: string
}

function wholeMessage(label: NewLabel, { datapartType, fileName, text }: TextFile): Uint8Array {
  const file = Buffer.from(text, 'latin1')
  const boundary = boundaryFrom(randomBytes(16))
  const content = { contentId: randomUUID(), data: [{ datapartType, fileName, bytes: file.length }] }
  const headers = newPartHeaders({
    contentType: 'text/plain; charset=ISO-8859-1',
    transferEncoding: 'binary',
    fileName,
  })
  return Buffer.concat([
    writeMessageHead({ ...label, content }, boundary),
    writePartHead({ headers }, boundary),
    file,
    messageTail(boundary),
  ])
}
