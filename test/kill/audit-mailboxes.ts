import type { Answer, MtlsClient } from '../support/mtls-client.ts'
import { readMessageList } from '../support/read-message.ts'
import { agencyNumber } from '../support/test-world.ts'
import { checkContent, enterAccepted, header } from './answers.ts'
import { inParallel } from './in-parallel.ts'
import type { ClientLedger, Sent } from './ledger.ts'
import { enterAcknowledged, enterConfirm, knownMessage } from './receivers.ts'
import type { SeededRandom } from './random.ts'

/** The clients by which the node is looked at when it is up again. */
export interface Auditors {
  readonly agency: MtlsClient
  readonly employers: readonly { readonly client: MtlsClient; readonly number: string }[]
}

const everything = 'maxhits=1000000'
const atOnce = 8

/**
 * Holds the agency's mailbox against all that was ever sent, before anything is done to it: what has its 202 and is
 * not acknowledged is there once, what is acknowledged or was refused is not. Returns the tx.ids that are there.
 */
export async function auditWaiting(ledger: ClientLedger, { agency }: Auditors): Promise<ReadonlySet<string>> {
  const begun = ledger.tick()
  const waiting = idsOf(ledger, begun, await agency.list(agencyNumber, `filter=noack&${everything}`), 'noack')
  const plain = idsOf(ledger, begun, await agency.list(agencyNumber, everything), 'plain')
  for (const txId of plain)
    ledger.expect(waiting.has(txId), `${txId}: in the plain list, not in that of filter=noack`)
  for (const message of ledger.byTxId.values()) {
    if (message.state !== 'accepted' || message.acksTried > 0) continue
    ledger.expect(waiting.has(message.txId), `${message.txId}: got its 202, and is not there`)
    if (message.fetchesTried === 0) {
      ledger.expect(plain.has(message.txId), `${message.txId}: nobody fetched it, and it is not listed`)
    } else if (message.fetchesSeen > 0) {
      ledger.expect(
        !plain.has(message.txId),
        `${message.txId}: fetched in full, and it is listed again in its lease`,
      )
    }
  }
  return waiting
}

function idsOf(ledger: ClientLedger, begun: number, answer: Answer, name: string): ReadonlySet<string> {
  const ids = new Set<string>()
  for (const entry of readMessageList(answer.body)) {
    const message = knownMessage(ledger, entry, begun)
    if (message === undefined) continue
    ledger.expect(!ids.has(message.txId), `${message.txId}: twice in the ${name} list`)
    ids.add(message.txId)
  }
  return ids
}

/** Sends again what got no answer: it becomes there once, and the answer says whether it was there before. */
export async function settleLost(
  ledger: ClientLedger,
  lost: readonly Sent[],
  waiting: ReadonlySet<string>,
  { employers }: Auditors,
): Promise<void> {
  await inParallel(lost, atOnce, async (message) => {
    const { client } = employers[message.sender] ?? {}
    if (client === undefined || message.octets === undefined) return
    message.resent++
    const answer = await client.send(message.octets)
    const wasThere = waiting.has(message.txId) ? 'yes' : message.acksTried === 0 ? 'no' : undefined
    enterAccepted(ledger, message, answer, wasThere)
  })
}

/** Fetches messages and holds their octets and receipts against what was sent. */
export async function auditContents(
  ledger: ClientLedger,
  messages: readonly Sent[],
  { agency, employers }: Auditors,
): Promise<void> {
  await inParallel(messages, atOnce, async (message) => {
    message.fetchesTried++
    const answer = await agency.fetch(agencyNumber, message.txId).catch((error: unknown) => error)
    if (answer instanceof Error || !isAnswer(answer) || answer.status !== 200) {
      ledger.violation(
        `${message.txId}: can't be fetched: ${isAnswer(answer) ? `${answer.status} ${answer.text}` : String(answer)}`,
      )
      return
    }
    ledger.fetched(message)
    checkContent(ledger, message, answer)
    const { client } = employers[message.sender] ?? {}
    if (client !== undefined) checkReceipt(ledger, message, await client.receipt(message.receiptId ?? ''))
  })
}

function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && 'status' in value
}

interface ReceiptShape {
  readonly receiptId?: string
  readonly receivedAt?: string
  readonly txId?: string
  readonly corrId?: string
  readonly from?: string
  readonly to?: string
  readonly status?: string
  readonly bytes?: number
  readonly sha256?: string
  readonly parts?: readonly { readonly bytes: number; readonly sha256: string }[]
  readonly events?: readonly { readonly event: string }[]
}

function checkReceipt(ledger: ClientLedger, message: Sent, answer: Answer): void {
  if (answer.status !== 200) {
    ledger.violation(`${message.txId}: its receipt ${message.receiptId} is ${answer.status}`)
    return
  }
  const receipt: ReceiptShape = JSON.parse(answer.text)
  const files = receipt.parts ?? [{ bytes: receipt.bytes, sha256: receipt.sha256 }]
  const facts: readonly (readonly [name: string, said: unknown, wanted: unknown])[] = [
    ['receiptId', receipt.receiptId, message.receiptId],
    ['receivedAt', receipt.receivedAt?.slice(0, 19), message.arrivalDate],
    ['txId', receipt.txId, message.txId],
    ['corrId', receipt.corrId, message.corrId],
    ['from', receipt.from, message.from],
    ['to', receipt.to, agencyNumber],
    [
      'sha256',
      files.map((file) => file.sha256).join(' '),
      message.parts.map((part) => part.sha256).join(' '),
    ],
    ['bytes', files.map((file) => file.bytes).join(' '), message.parts.map((part) => part.bytes).join(' ')],
    ['status', receipt.status, message.ackSeenAt === undefined ? receipt.status : 'acknowledged'],
    ['the first event', receipt.events?.[0]?.event, 'received'],
  ]
  for (const [name, said, wanted] of facts) {
    ledger.expect(
      said === wanted,
      `${message.txId}: its receipt says ${name} ${String(said)}, not ${String(wanted)}`,
    )
  }
  const acknowledged = receipt.events?.filter(({ event }) => event === 'acknowledged').length ?? 0
  ledger.expect(acknowledged <= 1, `${message.txId}: its receipt tells of ${acknowledged} acknowledgements`)
}

/** Acknowledges messages; again where the answer to an earlier ack was lost. */
export async function acknowledgeAll(
  ledger: ClientLedger,
  messages: readonly Sent[],
  { agency }: Auditors,
): Promise<void> {
  await inParallel(messages, atOnce, async (message) => {
    message.acksTried++
    const answer = await agency.acknowledge(agencyNumber, message.txId)
    enterAcknowledged(ledger, message, answer.status, answer.text)
  })
}

/** Reads every employer's mailbox: for each acknowledged message one confirm. Takes most of them out. */
export async function auditConfirms(
  ledger: ClientLedger,
  round: number,
  { employers }: Auditors,
  random: SeededRandom,
): Promise<void> {
  await inParallel(employers, 2, async ({ client, number }) => {
    const confirms = readMessageList((await client.list(number, `filter=noack&${everything}`)).body)
    const ids = confirms.map(({ attributes }) => attributes['tx.id'] ?? '')
    ledger.expect(new Set(ids).size === ids.length, `${number}: a confirm message is twice in the list`)
    for (const entry of confirms) enterConfirm(ledger, entry)
    await inParallel(
      ids.filter(() => random.chance(0.98)),
      4,
      async (txId) => {
        const answer = await client.acknowledge(number, txId)
        ledger.expect(answer.status === 200, `${txId}: the ack of a confirm got ${answer.status}`)
      },
    )
  })
  for (const message of ledger.byTxId.values()) {
    if (message.round !== round || message.ackSeenAt === undefined) continue
    ledger.expect(
      message.confirms.size === 1,
      `${message.txId}: acknowledged, and has ${message.confirms.size} confirms`,
    )
  }
}

/** A third organisation learns nothing of a receipt. */
export async function auditPrivacy(
  ledger: ClientLedger,
  message: Sent,
  { employers }: Auditors,
): Promise<void> {
  const third = employers[(message.sender + 1) % employers.length]
  if (third === undefined || message.receiptId === undefined) return
  const answer = await third.client.receipt(message.receiptId)
  ledger.expect(
    answer.status === 404,
    `${message.txId}: a third sees its receipt (${answer.status} ${header(answer, 'content-type')})`,
  )
}
