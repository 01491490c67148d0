import type { Ids } from '../../src/exchange/ports/ids.ts'
import type {
  AuditRow,
  Body,
  Handling,
  MailboxQuery,
  MessageState,
  NewMessage,
} from '../../src/exchange/ports/message-log.ts'
import type { Label, Meta, SequenceType } from '../../src/protocol/label/label.ts'

/** What a test wants of a message; the rest is an ordinary one. */
export interface MessageWish {
  readonly ids: Ids
  readonly receiptId?: string
  readonly txId?: string
  readonly body?: Body
  readonly mailbox?: string
  readonly state?: MessageState
  readonly handling?: Handling
  readonly arrivedAt?: number
  readonly status?: 'production' | 'test'
  readonly sequenceType?: SequenceType
  readonly product?: string
  readonly from?: string
  readonly originator?: string
  readonly endRecipient?: string
  readonly corrId?: string
  readonly contentId?: string
  readonly subject?: string
  readonly meta?: readonly Meta[]
}

/** An hour at which everything in these tests happens. */
export const noon = Date.UTC(2026, 10, 24, 12)
export const mailbox = '2021000001'
const product = '7d1c2a9e-5b0f-4c1d-9a52-0d7e2b8f4a10'

const symbols = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A receipt id; its check symbol is not right, which the ports don't look at. */
export function receiptId(ids: Ids): string {
  return Array.from(ids.random(16), (octet) => symbols[octet % 32]).join('')
}

/** A new message with a body of 5 octets unless told otherwise. */
export function newMessage(wish: MessageWish): NewMessage {
  const txId = wish.txId ?? wish.ids.uuid()
  const body = wish.body ?? { at: 'row', bytes: Buffer.from('hello') }
  const length = body.at === 'row' ? body.bytes.length : body.bytes
  const id = wish.receiptId ?? receiptId(wish.ids)
  return {
    receiptId: id,
    channel: 'shs',
    caller: '5560000001',
    arrivedAt: wish.arrivedAt ?? noon,
    state: wish.state ?? 'received',
    ...((wish.state ?? 'received') === 'received' ? { mailbox: wish.mailbox ?? mailbox } : {}),
    ...(wish.handling === undefined ? {} : { handling: wish.handling }),
    label: labelOf(wish, txId, id),
    parts: [
      {
        headers: [
          'Content-Type: application/octet-stream; name="sjuk.txt"',
          'Content-Transfer-Encoding: binary',
        ],
        contentType: 'application/octet-stream; name="sjuk.txt"',
        transferEncoding: 'binary',
        fileName: 'sjuk.txt',
        offset: 0,
        length,
        bytes: length,
        sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
      },
    ],
    body,
  }
}

function labelOf(wish: MessageWish, txId: string, localId: string): Label {
  return {
    version: '1.2',
    txId,
    corrId: wish.corrId ?? txId,
    transferType: 'asynch',
    messageType: 'simple',
    sequenceType: wish.sequenceType ?? 'request',
    status: wish.status ?? 'production',
    from: { address: wish.from ?? '5560000001' },
    to: { address: wish.mailbox ?? mailbox },
    product: { id: wish.product ?? product },
    meta: wish.meta ?? [],
    datetime: '2026-11-24T13:00:00',
    content: {
      contentId: wish.contentId ?? `content-${txId.slice(0, 8)}`,
      data: [{ datapartType: 'txt', fileName: 'sjuk.txt', bytes: 5 }],
    },
    history: [
      { datetime: '2026-11-24T13:00:00', nodeId: 'employer-1', from: '5560000001', to: mailbox, txId },
      { datetime: '2026-11-24T13:00:01', nodeId: 'agency-1', from: '5560000001', to: mailbox, txId, localId },
    ],
    ...(wish.originator === undefined ? {} : { originator: { text: wish.originator } }),
    ...(wish.endRecipient === undefined ? {} : { endRecipient: { text: wish.endRecipient } }),
    ...(wish.subject === undefined ? {} : { subject: wish.subject }),
  }
}

/** An audit row with octets as large as real ones. */
export function auditRow(wish: Partial<AuditRow> = {}): AuditRow {
  return {
    event: 'received',
    at: noon,
    canonical: wish.canonical ?? Buffer.alloc(220, 'c'),
    leaf: wish.leaf ?? Buffer.alloc(32, 7),
    ...wish,
  }
}

/** A plain list of the mailbox at noon, with nothing fetched in the last hour's lease. */
export function plainList(wish: Partial<MailboxQuery> = {}): MailboxQuery {
  return {
    mailbox,
    status: 'production',
    waiting: 'plain',
    fetchedAfter: noon - 3_600_000,
    now: noon,
    except: [],
    maxHits: 200,
    ...wish,
  }
}
