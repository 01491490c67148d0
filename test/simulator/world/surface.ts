import type { Exchange } from '../../../src/exchange/exchange.ts'
import type { OpenMailbox } from '../../../src/exchange/mailbox/open-mailbox.ts'
import type { MailboxQuery } from '../../../src/exchange/ports/message-log.ts'
import type { CertificateFacts } from '../../../src/exchange/ports/trust.ts'
import type { Answered } from '../../../src/exchange/receive/receive.ts'
import { Refusal } from '../../../src/exchange/refusal.ts'
import { KvittensError } from '../../../src/protocol/kvittens-error.ts'
import type { DeliveryAnswer, ReceiveAnswer } from '../network/answers.ts'
import { type Connection, ConnectionBroken } from '../network/connection.ts'

/** A node's ways in, without HTTP: the same calls of the exchange in the same order, for one process. */
export interface Surface {
  receive(connection: Connection<ReceiveAnswer>, facts: CertificateFacts): Promise<void>
  list(connection: Connection<DeliveryAnswer<readonly Listed[]>>, ask: ListAsk): Promise<void>
  fetch(connection: Connection<DeliveryAnswer<string>>, ask: MessageAsk): Promise<void>
  acknowledge(connection: Connection<DeliveryAnswer<string>>, ask: MessageAsk): Promise<void>
}

export interface Listed {
  readonly txId: string
  readonly product: string
}

interface Ask {
  readonly facts: CertificateFacts
  readonly address: string
}

export interface ListAsk extends Ask {
  readonly conditions: Pick<MailboxQuery, 'status' | 'waiting' | 'maxHits'>
}

export interface MessageAsk extends Ask {
  readonly txId: string
}

/** What the world wants to know of what a node says, the moment it says it. */
export interface SurfaceWatch {
  /** 202 is about to go out. */
  accepted(receiptId: string, txId: string): void
  /** 400 is about to go out: nothing of the message is kept. */
  refused(code: string): void
  /** 200 to an acknowledgement is about to go out. */
  acknowledged(txId: string): void
  /** The octets of a message begin to go out, and have gone out or broken off. */
  fetching(txId: string): Disposable
  /** A fault that is answered with 500. */
  fault(error: unknown): void
}

export function surfaceOf(exchange: Exchange, watch: SurfaceWatch): Surface {
  return {
    async receive(connection, facts) {
      try {
        const caller = await exchange.identify(facts)
        const taken = await exchange.receive({
          caller,
          channel: 'shs',
          body: connection.body,
          contentType: 'message/rfc822',
        })
        if (taken.kind === 'answered') return await answered(connection, taken)
        const { message, duplicate } = taken
        const { receiptId, label } = message
        watch.accepted(receiptId, label.txId)
        connection.answer({
          status: 202,
          txId: label.txId,
          localId: receiptId,
          nodeId: exchange.node.nodeId,
          duplicate,
        })
      } catch (error) {
        if (error instanceof ConnectionBroken) return
        connection.answer(receiveRefused(error, exchange, watch))
      }
    },
    async list(connection, { facts, address, conditions }) {
      await answering(connection, exchange, facts, address, watch, async (mailbox) => {
        const listed: Listed[] = []
        for await (const batch of exchange.list(mailbox, conditions)) {
          for (const { label } of batch) listed.push({ txId: label.txId, product: label.product.id })
        }
        connection.answer({ status: 200, value: listed })
      })
    },
    async fetch(connection, { facts, address, txId }) {
      await answering(connection, exchange, facts, address, watch, async (mailbox) => {
        await using fetching = await exchange.fetch(mailbox, txId)
        using _watched = watch.fetching(txId)
        const { octets } = fetching
        for await (const piece of octets.pieces()) await connection.write(piece)
        await fetching.fetched()
        try {
          await connection.finish(octets.tail, { status: 200, value: txId })
        } catch {
          await fetching.takeBack()
        }
      })
    },
    async acknowledge(connection, { facts, address, txId }) {
      await answering(connection, exchange, facts, address, watch, async (mailbox) => {
        await exchange.acknowledge(mailbox, txId)
        watch.acknowledged(txId)
        connection.answer({ status: 200, value: 'OK' })
      })
    },
  }
}

/** The octets of a reply go out as they come; the caller is done when they have come to their end. */
async function answered(connection: Connection<ReceiveAnswer>, reply: Answered): Promise<void> {
  await using held = reply
  for await (const piece of held.octets) await connection.write(piece)
  connection.answer({ status: 200, contentType: held.contentType })
}

async function answering<T>(
  connection: Connection<DeliveryAnswer<T>>,
  exchange: Exchange,
  facts: CertificateFacts,
  address: string,
  watch: SurfaceWatch,
  act: (mailbox: OpenMailbox) => Promise<void>,
): Promise<void> {
  try {
    const caller = await exchange.identify(facts)
    await act(await exchange.openMailbox(caller, address))
  } catch (error) {
    if (error instanceof Refusal) {
      connection.answer({ status: deliveryStatus[error.kind], text: error.message })
      return
    }
    if (error instanceof ConnectionBroken) return
    watch.fault(error)
    connection.answer({ status: 500, text: String(error) })
  }
}

const deliveryStatus = {
  shs: 400,
  badRequest: 400,
  forbidden: 403,
  notFound: 404,
  busy: 409,
  unavailable: 503,
  gone: 410,
  timeout: 400,
  brokenOff: 400,
} as const

function receiveRefused(error: unknown, exchange: Exchange, watch: SurfaceWatch): ReceiveAnswer {
  if (error instanceof Refusal) {
    const text = error.message
    if (error.kind === 'forbidden') return { status: 403, text }
    if (error.kind === 'unavailable') return { status: 503, retryAfter: 30_000, text }
    if (error.kind !== 'shs') return { status: 400, text }
    watch.refused(error.code)
    return { status: 400, code: error.code, nodeId: exchange.node.nodeId, text }
  }
  watch.fault(error)
  const retry = error instanceof KvittensError && error.retryable
  return { status: 500, text: String(error), ...(retry ? { retryAfter: 30_000 } : {}) }
}
