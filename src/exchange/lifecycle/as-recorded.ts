import type { MessageRecord, NewMessage } from '../ports/message-log.ts'

/** A message as the log holds it once it is written, without asking for it. */
export function asRecorded({ body, ...message }: NewMessage): MessageRecord {
  return {
    ...message,
    version: 1,
    size: body.at === 'row' ? body.bytes.length : body.bytes,
    ...(body.at === 'row' ? {} : { blobId: body.id }),
  }
}
