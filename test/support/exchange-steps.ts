import assert from 'node:assert/strict'
import type { MtlsClient } from './mtls-client.ts'
import { type ListedMessage, type ReadMessage, readMessage, readMessageList } from './read-message.ts'
import type { BuiltMessage } from './shs-message.ts'
import { until } from './until.ts'

/** Posts a message and demands its 202; the receipt id. */
export async function sent(sender: MtlsClient, { octets, txId }: BuiltMessage): Promise<string> {
  const answer = await sender.send(octets)
  assert.equal(answer.status, 202, answer.text)
  assert.equal(answer.text, txId)
  assert.equal(answer.headers['x-shs-duplicatemsg'], 'no')
  return String(answer.headers['x-shs-localid'])
}

/** Posts a message and demands that it is refused at once with a code; the words. */
export async function refused(sender: MtlsClient, { octets }: BuiltMessage, code: string): Promise<string> {
  const answer = await sender.send(octets)
  assert.deepEqual([answer.status, answer.headers['x-shs-errorcode']], [400, code], answer.text)
  return answer.text
}

/** Posts a synchronous request and demands its reply. */
export async function replied(sender: MtlsClient, { octets }: BuiltMessage): Promise<ReadMessage> {
  const answer = await sender.send(octets)
  assert.equal(answer.status, 200, answer.text)
  assert.equal(answer.headers['content-type'], 'message/rfc822')
  return readMessage(answer.body)
}

/** What the plain list of a mailbox shows; `conditions` as in a query. */
export async function listed(
  receiver: MtlsClient,
  address: string,
  conditions = '',
): Promise<readonly ListedMessage[]> {
  const answer = await receiver.list(address, conditions)
  assert.equal(answer.status, 200, answer.text)
  return readMessageList(answer.body)
}

/** The first message that the list shows under some conditions, as soon as there is one. */
export function arrivedBy(receiver: MtlsClient, address: string, conditions: string): Promise<ListedMessage> {
  return until(`${conditions} in the mailbox of ${address}`, async () => {
    const [first] = await listed(receiver, address, conditions)
    return first
  })
}

/** The entry of the list with a tx.id, as soon as it is there. */
export function arrived(receiver: MtlsClient, address: string, txId: string): Promise<ListedMessage> {
  return until(`${txId} in the mailbox of ${address}`, async () =>
    (await listed(receiver, address)).find(({ attributes }) => attributes['tx.id'] === txId),
  )
}

/** Fetches a message as soon as it is there; demands that it is not listed any more. */
export async function fetched(receiver: MtlsClient, address: string, txId: string): Promise<ReadMessage> {
  await arrived(receiver, address, txId)
  const answer = await receiver.fetch(address, txId)
  assert.equal(answer.status, 200, answer.text)
  const left = await listed(receiver, address)
  assert.ok(!left.some(({ attributes }) => attributes['tx.id'] === txId), 'it is listed after it was fetched')
  return readMessage(answer.body)
}

/** Acknowledges a fetched message. */
export async function acknowledged(receiver: MtlsClient, address: string, txId: string): Promise<void> {
  const answer = await receiver.acknowledge(address, txId)
  assert.deepEqual([answer.status, answer.text], [200, 'OK'])
}

/** A confirm or error message, as its receiver has it. */
export interface Told {
  readonly txId: string
  readonly product: string
  readonly message: ReadMessage
  /** Of an error. */
  readonly errorCode: string | undefined
  readonly errorInfo: string | undefined
}

/** The first confirm or error message about an exchange that comes to a mailbox. */
export async function told(receiver: MtlsClient, address: string, corrId: string): Promise<Told> {
  const { attributes } = await arrivedBy(receiver, address, `sequencetype=adm&corrid=${corrId}`)
  const txId = attributes['tx.id'] ?? ''
  const message = await fetched(receiver, address, txId)
  const xml = message.parts[0]?.content.toString('latin1') ?? ''
  const text = (name: string): string | undefined => new RegExp(`\\b${name}="([^"]*)"`).exec(xml)?.[1]
  return {
    txId,
    product: (attributes['product'] ?? '').replace(/^urn:X-shs:/i, ''),
    message,
    errorCode: text('errorcode'),
    errorInfo: text('errorinfo'),
  }
}

/** What of a receipt a test looks at. */
export interface ReceiptFacts {
  readonly status: string
  readonly to?: string
  readonly sha256?: string
  readonly events: readonly { readonly event: string; readonly text: string }[]
  readonly copies?: readonly { readonly to: string; readonly status: string }[]
}

export async function receiptOf(caller: MtlsClient, id: string): Promise<ReceiptFacts> {
  const answer = await caller.receipt(id)
  assert.equal(answer.status, 200, answer.text)
  return JSON.parse(answer.text)
}

/** The receipt as soon as it has a status. */
export function receiptSays(caller: MtlsClient, id: string, status: string): Promise<ReceiptFacts> {
  return until(`${id} ${status}`, async () => {
    const receipt = await receiptOf(caller, id)
    return receipt.status === status ? receipt : undefined
  })
}
