import type { MtlsClient } from '../support/mtls-client.ts'
import { type ListedMessage, readMessageList } from '../support/read-message.ts'
import { agencyNumber } from '../support/test-world.ts'
import { checkContent } from './answers.ts'
import type { ClientLedger, Sent } from './ledger.ts'
import type { SeededRandom } from './random.ts'
import type { Round } from './senders.ts'

/** One of the agency's programs: lists, fetches and acknowledges until the node is killed. */
export async function receiveUntilKilled(
  round: Round,
  client: MtlsClient,
  random: SeededRandom,
): Promise<void> {
  const { ledger } = round
  while (!round.over) {
    try {
      const order = random.chance(0.7) ? '&arrivalorder=descending' : ''
      const filter = random.chance(0.5) ? '&filter=noack' : ''
      const begun = ledger.tick()
      const answer = await client.list(agencyNumber, `maxhits=50${order}${filter}`)
      if (answer.status !== 200) throw new Error(`the list is ${answer.status}: ${answer.text.slice(0, 200)}`)
      const listed = readMessageList(answer.body)
      const known = listed.flatMap((entry) => knownMessage(ledger, entry, begun) ?? [])
      for (let count = random.int(1, 6); count > 0 && !round.over; count--) {
        const message = random.pick(known)
        if (message !== undefined) await work(message)
      }
    } catch (error) {
      if (!round.over) ledger.violation(`the agency got no good answer from a living node: ${String(error)}`)
    }
  }

  async function work(message: Sent): Promise<void> {
    if (random.chance(0.9)) await fetchOnce(message)
    if (random.chance(0.5)) await acknowledge(message, random.chance(0.2) ? 2 : 1)
  }

  async function fetchOnce(message: Sent): Promise<void> {
    message.fetchesTried++
    if (random.chance(0.1)) return breakFetch(message)
    const answer = await client.fetch(agencyNumber, message.txId)
    if (answer.status === 200) {
      ledger.fetched(message)
      checkContent(ledger, message, answer)
      return
    }
    const busy = answer.status === 409 && answer.headers['retry-after'] !== undefined
    ledger.expect(busy, `${message.txId}: its fetch got ${answer.status}: ${answer.text.slice(0, 200)}`)
  }

  /** Asks for the message and hangs up: it must stay whole, and wait again. */
  async function breakFetch(message: Sent): Promise<void> {
    const socket = await client.raw()
    socket.on('error', () => {})
    socket.write(`GET /shs/ds/${agencyNumber}/${message.txId} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    if (random.chance(0.5)) {
      await new Promise<void>((resolve) => {
        socket.once('data', () => resolve())
        socket.once('close', () => resolve())
      })
    }
    socket.destroy()
  }

  async function acknowledge(message: Sent, times: number): Promise<void> {
    message.acksTried += times
    const answers = await Promise.all(
      Array.from({ length: times }, () => client.acknowledge(agencyNumber, message.txId)),
    )
    for (const answer of answers) enterAcknowledged(ledger, message, answer.status, answer.text)
  }
}

/** An employer's program that takes the confirm messages for what its organisation sent. */
export async function takeConfirmsUntilKilled(
  round: Round,
  clients: readonly { readonly client: MtlsClient; readonly number: string }[],
  random: SeededRandom,
): Promise<void> {
  const { ledger } = round
  while (!round.over) {
    const employer = random.pick(clients)
    if (employer === undefined) return
    try {
      const answer = await employer.client.list(employer.number, 'maxhits=20')
      const confirms = readMessageList(answer.body)
      for (const entry of confirms) enterConfirm(ledger, entry)
      const txId = random.pick(confirms)?.attributes['tx.id']
      if (txId === undefined) continue
      await employer.client.fetch(employer.number, txId)
      await employer.client.acknowledge(employer.number, txId)
    } catch (error) {
      if (!round.over) ledger.violation(`an employer got no good answer from a living node: ${String(error)}`)
    }
  }
}

export function enterAcknowledged(ledger: ClientLedger, message: Sent, status: number, text: string): void {
  if (status === 200 && text === 'OK') ledger.acknowledged(message)
  else ledger.violation(`${message.txId}: its ack got ${status}: ${text.slice(0, 200)}`)
}

/** The message of a list entry; one that should not be listed is a violation. `begun`: when the list was asked for. */
export function knownMessage(ledger: ClientLedger, entry: ListedMessage, begun: number): Sent | undefined {
  const txId = entry.attributes['tx.id'] ?? ''
  const message = ledger.byTxId.get(txId)
  if (message === undefined || !message.good) {
    ledger.violation(`${txId}: listed, and ${message === undefined ? 'nobody sent it' : 'it was refused'}`)
    return undefined
  }
  const acknowledged = message.ackSeenAt !== undefined && message.ackSeenAt < begun
  ledger.expect(!acknowledged, `${txId}: listed, after it was acknowledged`)
  return message
}

/** Enters a confirm message that an employer saw in its mailbox. */
export function enterConfirm(ledger: ClientLedger, entry: ListedMessage): void {
  const { attributes } = entry
  const txId = attributes['tx.id'] ?? ''
  const about = ledger.byCorrId.get(attributes['corr.id'] ?? '')
  if (about === undefined || attributes['sequence-type'] !== 'adm') {
    ledger.violation(`${txId}: in an employer's mailbox, and it confirms nothing that was sent`)
    return
  }
  ledger.expect(
    about.contentId === attributes['content.id'],
    `${txId}: confirms another content.id of ${about.txId}`,
  )
  ledger.expect(about.acksTried > 0, `${txId}: confirms ${about.txId}, which nobody acknowledged`)
  about.confirms.add(txId)
  ledger.expect(about.confirms.size === 1, `${about.txId}: has ${about.confirms.size} confirm messages`)
}
