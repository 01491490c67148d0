import type { Answer } from '../../support/mtls-client.ts'
import { inParallel } from '../in-parallel.ts'
import type { Arrival, Exchanged, ExchangeLedger } from './exchange-ledger.ts'
import type { Load } from './load.ts'
import { lost } from './mortal-node.ts'

/**
 * When all is settled: each message that got its 202 came to each of its receivers once, whole, and was confirmed once;
 * or lies in quarantine, and its sender was told once.
 */
export function auditArrivals(ledger: ExchangeLedger, messages: readonly Exchanged[]): void {
  for (const message of messages) {
    for (const arrival of message.arrivals) auditArrival(ledger, message, arrival)
  }
}

function auditArrival(ledger: ExchangeLedger, { txId, kind }: Exchanged, arrival: Arrival): void {
  const { receiver, fate, txIds, fetchesSeen, ackSeenAt, confirms, errors } = arrival
  const of = `${txId} (${kind}, to ${receiver})`
  if (fate === 'quarantined') {
    ledger.expect(txIds.size === 0, `${of}: was to be quarantined, and came`)
    ledger.expect(errors.size === 1, `${of}: quarantined, and its sender has ${errors.size} error messages`)
    ledger.expect(confirms.size === 0, `${of}: quarantined, and confirmed`)
    return
  }
  ledger.expect(txIds.size === 1, `${of}: got its 202, and is not there`)
  if (txIds.size === 0) return
  ledger.expect(fetchesSeen > 0, `${of}: nobody could fetch it`)
  ledger.expect(ackSeenAt !== undefined, `${of}: nobody could acknowledge it`)
  ledger.expect(confirms.size === 1, `${of}: acknowledged, and has ${confirms.size} confirm messages`)
  ledger.expect(errors.size === 0, `${of}: acknowledged, and has ${errors.size} error messages`)
}

interface ReceiptShape {
  readonly receiptId?: string
  readonly status?: string
  readonly txId?: string
  readonly bytes?: number
  readonly sha256?: string
  readonly parts?: readonly { readonly bytes: number; readonly sha256: string }[]
  readonly events?: readonly { readonly event: string }[]
  readonly copies?: readonly { readonly to: string; readonly status: string; readonly receiptId: string }[]
}

/** Each sender's receipts tell the same: acknowledged, or in quarantine. */
export async function auditReceipts(load: Load, messages: readonly Exchanged[]): Promise<void> {
  await inParallel(messages, 6, async (message) => {
    const { ledger } = load
    const receipt = await receiptOf(load, message, message.receiptId ?? '')
    if (receipt === undefined) return
    expectFiles(ledger, message, receipt)
    ledger.expect(receipt.txId === message.txId, `${message.txId}: its receipt speaks of ${receipt.txId}`)
    const [only] = message.arrivals
    if (message.kind !== 'several' && only !== undefined) return expectStatus(ledger, message, only, receipt)
    const { copies = [] } = receipt
    ledger.expect(
      copies.length === message.arrivals.length,
      `${message.txId}: its receipt tells of ${copies.length} copies`,
    )
    for (const arrival of message.arrivals) {
      const copy = copies.find(({ to }) => to === arrival.receiver)
      const own = copy === undefined ? undefined : await receiptOf(load, message, copy.receiptId)
      if (own === undefined) {
        ledger.violation(`${message.txId}: its receipt tells of no copy to ${arrival.receiver}`)
        continue
      }
      expectFiles(ledger, message, own)
      expectStatus(ledger, message, arrival, own)
      ledger.expect(
        copy?.status === own.status,
        `${message.txId}: its copy to ${arrival.receiver} is ${copy?.status}, by its own receipt ${own.status}`,
      )
    }
  })
}

async function receiptOf(
  { ledger, nodes }: Load,
  { txId, from }: Exchanged,
  receiptId: string,
): Promise<ReceiptShape | undefined> {
  const answer: Answer | typeof lost | Error = await nodes.employer
    .ask(nodes.identity(from), (client) => client.receipt(receiptId))
    .catch((error: unknown) => new Error(String(error)))
  if (answer === lost || answer instanceof Error || answer.status !== 200) {
    const said = answer === lost ? 'lost' : answer instanceof Error ? answer.message : answer.status
    ledger.violation(`${txId}: its receipt ${receiptId} is ${said}`)
    return undefined
  }
  const receipt: ReceiptShape = JSON.parse(answer.text)
  ledger.expect(
    receipt.receiptId === receiptId,
    `${txId}: its receipt ${receiptId} says it is ${receipt.receiptId}`,
  )
  return receipt
}

function expectFiles(ledger: ExchangeLedger, { txId, parts }: Exchanged, receipt: ReceiptShape): void {
  const files = receipt.parts ?? [{ bytes: receipt.bytes, sha256: receipt.sha256 }]
  const said = files.map(({ bytes, sha256 }) => `${bytes} ${sha256}`).join(', ')
  const wanted = parts.map(({ bytes, sha256 }) => `${bytes} ${sha256}`).join(', ')
  ledger.expect(said === wanted, `${txId}: its receipt says ${said}, sent ${wanted}`)
}

function expectStatus(
  ledger: ExchangeLedger,
  { txId, kind }: Exchanged,
  { receiver, fate }: Arrival,
  { status, events = [] }: ReceiptShape,
): void {
  const of = `${txId} (${kind}, to ${receiver})`
  const wanted = fate === 'quarantined' ? 'quarantined' : 'acknowledged'
  ledger.expect(status === wanted, `${of}: its receipt says ${status}, not ${wanted}`)
  const times = events.filter(({ event }) => event === wanted).length
  ledger.expect(times === 1, `${of}: its receipt tells ${times} times that it was ${wanted}`)
}
