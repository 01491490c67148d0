import { randomBytes, randomUUID } from 'node:crypto'
import {
  boundaryFrom,
  messageTail,
  newPartHeaders,
  writeMessageHead,
  writePartHead,
} from '../../protocol/message/message-writer.ts'
import { localTime } from '../../exchange/local-time.ts'
import { agency, employer, sampleFile, sampleFileName, sickNotification } from './trial-facts.ts'

/** The sample file as a whole SHS message from the employer to the agency, with a new tx.id. */
export function sampleMessage(now: number): Uint8Array {
  const txId = randomUUID()
  const file = Buffer.from(sampleFile, 'latin1')
  const boundary = boundaryFrom(randomBytes(16))
  const head = writeMessageHead(
    {
      version: '1.2',
      txId,
      corrId: txId,
      transferType: 'asynch',
      messageType: 'simple',
      sequenceType: 'event',
      status: 'production',
      from: { address: employer.number, commonName: employer.name },
      to: { address: agency.number, commonName: agency.name },
      product: { id: sickNotification.uuid, commonName: sickNotification.name },
      meta: [],
      subject: 'Sjukanmälan oktober',
      datetime: localTime('Europe/Stockholm').format(now),
      content: {
        contentId: randomUUID(),
        data: [{ datapartType: 'sjukanmalan', fileName: sampleFileName, bytes: file.length }],
      },
      history: [],
    },
    boundary,
  )
  const headers = newPartHeaders({
    contentType: 'text/plain; charset=ISO-8859-1',
    transferEncoding: 'binary',
    fileName: sampleFileName,
  })
  return Buffer.concat([head, writePartHead({ headers }, boundary), file, messageTail(boundary)])
}
