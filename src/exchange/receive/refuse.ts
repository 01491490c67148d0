import type { Label } from '../../protocol/label/label.ts'
import { ProtocolError } from '../../protocol/protocol-error.ts'
import type { Caller } from '../access/caller.ts'
import { writeDown } from '../audit/write-down.ts'
import type { AttemptFacts } from '../ports/message-log.ts'
import type { Ports } from '../ports/ports.ts'
import { newReceiptId } from '../receipts/new-receipt-id.ts'
import { Refusal, shsRefusal } from '../refusal.ts'
import type { Incoming } from './receive.ts'

/** The refusal that an error is, or undefined where it is no refusal but a fault. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error
  if (!(error instanceof ProtocolError)) return undefined
  return shsRefusal(error.code, { words: error.words, cure: error.cure, cause: error })
}

/** Writes a refused attempt in the ledger and gives the refusal the id by which it is found there. */
export async function writeDownRefusal(
  refusal: Refusal,
  { caller: { number: caller, side }, channel, user }: Pick<Incoming, 'caller' | 'channel' | 'user'>,
  label: Label | undefined,
  ports: Ports,
): Promise<void> {
  const attemptId = newReceiptId(ports.ids)
  const at = ports.clock.now()
  const facts = attemptFacts(refusal, side, label)
  await writeDown(ports, { attempt: { attemptId, channel, caller, at, code: refusal.code, facts } }, [
    {
      event: 'refused',
      at,
      subject: attemptId,
      caller,
      code: refusal.code,
      ...(facts.txId === undefined ? {} : { txId: facts.txId }),
      detail: { code: refusal.code, text: refusal.words, ...(user === undefined ? {} : { user }) },
    },
  ])
  refusal.attemptId = attemptId
}

function attemptFacts(refusal: Refusal, side: Caller['side'], label: Label | undefined): AttemptFacts {
  const { words: reason, cure } = refusal
  const said = { side, reason, ...(cure === undefined ? {} : { cure }) }
  if (label === undefined) return said
  const fileName = label.content.data[0]?.fileName
  return {
    ...said,
    txId: label.txId,
    product: label.product.id,
    ...(label.from === undefined ? {} : { from: label.from.address }),
    ...(label.to === undefined ? {} : { to: label.to.address }),
    ...(fileName === undefined ? {} : { fileName }),
  }
}
