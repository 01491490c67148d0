import { parseReceiptId } from '../../protocol/receipt-id.ts'
import { isUuid, parseUrn } from '../../protocol/urn.ts'
import type { Attempt, MessageRecord } from '../ports/message-log.ts'
import type { Ports } from '../ports/ports.ts'
import { Refusal } from '../refusal.ts'

/** What an operator names by an id: a message, or an attempt that was refused. */
export type Named =
  | { readonly kind: 'message'; readonly message: MessageRecord }
  | { readonly kind: 'attempt'; readonly attempt: Attempt }

type Log = Pick<Ports, 'messageLog'>

/** What bears a receipt id as a person may have typed it, or a tx.id. Throws a `Refusal` where nothing does. */
export async function named(typed: string, { messageLog }: Log): Promise<Named> {
  const txId = parseUrn(typed).toLowerCase()
  if (isUuid(txId)) {
    const [message] = await messageLog.byTxId([txId])
    if (message !== undefined) return { kind: 'message', message }
    const [left] = await messageLog.purgedByTxId([txId])
    throw left === undefined ? noSuchMessage() : purged()
  }
  const parsed = parseReceiptId(typed)
  if (!parsed.ok) throw new Refusal('badRequest', 'IllegalReceiptId', { words: parsed.why })
  const [message] = await messageLog.byReceiptId([parsed.id])
  if (message !== undefined) return { kind: 'message', message }
  const [attempt] = await messageLog.attempts([parsed.id])
  if (attempt !== undefined) return { kind: 'attempt', attempt }
  const [left] = await messageLog.purgedByReceiptId([parsed.id])
  throw left === undefined ? noSuchMessage() : purged()
}

/** As `named`, where only a message will do. */
export async function messageNamed(typed: string, log: Log): Promise<MessageRecord> {
  const found = await named(typed, log)
  if (found.kind === 'message') return found.message
  throw new Refusal('badRequest', 'RefusedAttempt', {
    words: {
      sv: 'Det är ett försök som avvisades: noden har inget meddelande att göra något med.',
      en: 'That is an attempt that was refused: the node has no message to do anything with.',
    },
    cure: {
      sv: 'Se varför: kvittens message show. Avsändaren får skicka på nytt.',
      en: 'See why: kvittens message show. Its sender has to send anew.',
    },
  })
}

function noSuchMessage(): Refusal {
  return new Refusal('notFound', 'NoSuchMessage', {
    words: { sv: 'Inget meddelande här har det numret.', en: 'No message here has that id.' },
    cure: {
      sv: 'Kontrollera numret. Ett försök som en annan nod avvisade finns bara i den noden: uppge numret för dess driftansvarige.',
      en: "Check the id. An attempt that another node refused is in that node alone: quote the id to that node's operator.",
    },
  })
}

function purged(): Refusal {
  return new Refusal('gone', 'EntryPurged', {
    words: { sv: 'Meddelandet är gallrat.', en: 'The message is purged.' },
    cure: {
      sv: 'Kvittensen finns kvar: kvittens receipt show med kvittensens nummer.',
      en: 'Its receipt remains: kvittens receipt show with its receipt id.',
    },
  })
}
