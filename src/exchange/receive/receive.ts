import type { Label } from '../../protocol/label/label.ts'
import { MessageReader } from '../../protocol/message/message-reader.ts'
import type { Caller } from '../access/caller.ts'
import { keptNothing, writeDown } from '../audit/write-down.ts'
import type { BusinessFact } from '../audit/business-fact.ts'
import type { LocalTime } from '../local-time.ts'
import type { NodeSettings } from '../node-settings.ts'
import type { Body, Channel, MessageRecord, NewMessage, Outcome } from '../ports/message-log.ts'
import type { Ports } from '../ports/ports.ts'
import { newReceiptId } from '../receipts/new-receipt-id.ts'

import { type Admission, admit } from './admission.ts'
import { BodyCollector } from './body-collector.ts'
import { sameMessage, takenTxId } from './duplicate.ts'
import { overSize } from './limits.ts'
import { PartIndexer } from './part-indexer.ts'
import { receivedFact } from './received-fact.ts'
import { refusalOf, writeDownRefusal } from './refuse.ts'
import { withReceivedHistory } from './history.ts'

/** A message as it comes in, whatever the channel. */
export interface Incoming {
  readonly caller: Caller
  readonly channel: Channel
  readonly body: AsyncIterable<Uint8Array>
  /** The HTTP Content-Type, which tells the two body forms apart (shs-protocol.md 2). */
  readonly contentType?: string
}

/** A message that is safe here: stored for good before this value exists. */
export interface Accepted {
  /** The message as it was taken in; the first one where this is a duplicate. */
  readonly message: Pick<MessageRecord, 'receiptId' | 'arrivedAt' | 'label'>
  readonly duplicate: boolean
}

/**
 * Takes a message in: reads it as a stream, decides from its label while the rest is coming, stores the body, and
 * commits message and ledger rows together. Throws a `Refusal`, which is in the ledger by then; nothing of a
 * refused message is kept.
 */
export async function receive(
  incoming: Incoming,
  ports: Ports,
  node: NodeSettings,
  time: LocalTime,
): Promise<Accepted> {
  let seen: Label | undefined
  try {
    await using taking = new Taking(incoming, ports, node, time)
    await taking.readAll((label) => {
      seen = label
    })
    return await taking.commit()
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal === undefined) throw error
    await writeDownRefusal(refusal, incoming, seen, ports)
    throw refusal
  }
}

/** One message on its way in. */
class Taking implements AsyncDisposable {
  readonly #incoming: Incoming
  readonly #ports: Ports
  readonly #node: NodeSettings
  readonly #time: LocalTime
  readonly #collector: BodyCollector
  readonly #indexer: PartIndexer
  #admission: Admission | undefined

  constructor(incoming: Incoming, ports: Ports, node: NodeSettings, time: LocalTime) {
    this.#incoming = incoming
    this.#ports = ports
    this.#node = node
    this.#time = time
    this.#collector = new BodyCollector(ports, node.inlineBytes)
    this.#indexer = new PartIndexer(ports.digest)
  }

  async readAll(onLabel: (label: Label) => void): Promise<void> {
    const { contentType, body } = this.#incoming
    const { limits } = this.#node
    const { maxLabelBytes, maxDataParts, maxHeaderBytes } = limits
    const reader = new MessageReader({
      limits: { maxLabelBytes, maxDataParts, maxHeaderBytes },
      ...(contentType === undefined ? {} : { httpContentType: contentType }),
    })
    let size = 0
    for await (const chunk of body) {
      size += chunk.length
      if (size > limits.maxMessageBytes) throw overSize(limits.maxMessageBytes)
      await this.#take(reader.push(chunk), onLabel)
    }
    await this.#take(reader.end(), onLabel)
  }

  async #take(events: ReturnType<MessageReader['push']>, onLabel: (label: Label) => void): Promise<void> {
    for (const event of events) {
      switch (event.kind) {
        case 'label':
          onLabel(event.label)
          this.#admission = await this.#admit(event.label)
          break
        case 'part':
          this.#indexer.begin(event)
          break
        case 'data': {
          this.#indexer.add(event.bytes)
          const room = this.#collector.add(event.bytes)
          if (room !== undefined) await room
          break
        }
        case 'part-end':
          this.#indexer.end()
          break
        case 'end':
          break
      }
    }
  }

  #admit(label: Label): Promise<Admission> {
    const today = this.#time.format(this.#ports.clock.now()).slice(0, 10)
    return admit(label, this.#incoming.caller, this.#ports.registry, this.#node, today)
  }

  /** The commit point: after it the message is found whatever happens to the node. */
  async commit(): Promise<Accepted> {
    if (this.#admission === undefined) throw new Error('a message ended without a label')
    const body = await this.#collector.finish()
    // A large body takes its time, in which a right may have ended.
    const admission = body.at === 'blob' ? await this.#admit(this.#admission.label) : this.#admission
    const message = this.#message(admission, body)
    return this.#answer(message, await this.#write(message))
  }

  /** Until the log has said that it kept nothing, its message may be there after a restart and need its body. */
  async #write(message: NewMessage): Promise<Outcome> {
    this.#collector.keep()
    try {
      return await writeDown(this.#ports, { insert: [message] }, [receivedFact(message)])
    } catch (error) {
      if (keptNothing(error)) this.#collector.release()
      throw error
    }
  }

  async #answer(message: NewMessage, outcome: Outcome): Promise<Accepted> {
    switch (outcome.kind) {
      case 'done':
        return { message, duplicate: false }
      case 'duplicate':
        this.#collector.release()
        if (!sameMessage(outcome.first, message)) throw takenTxId(message.label.txId)
        await writeDown(this.#ports, {}, [duplicateFact(outcome.first, message)])
        return { message: outcome.first, duplicate: true }
      case 'conflict':
        this.#collector.release()
        throw new Error('a new message conflicted with nothing that it changes')
    }
  }

  #message(admission: Admission, body: Body): NewMessage {
    const arrivedAt = this.#ports.clock.now()
    const receiptId = newReceiptId(this.#ports.ids)
    return {
      receiptId,
      channel: this.#incoming.channel,
      caller: this.#incoming.caller.number,
      arrivedAt,
      state: 'received',
      mailbox: admission.mailbox,
      label: withReceivedHistory(admission.label, this.#node.nodeId, receiptId, this.#time.format(arrivedAt)),
      parts: this.#indexer.parts,
      body,
    }
  }

  /** Takes back what was stored for a message that did not come to be. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#collector[Symbol.asyncDispose]()
  }
}

function duplicateFact(first: MessageRecord, again: NewMessage): BusinessFact {
  return {
    event: 'duplicate',
    at: again.arrivedAt,
    subject: first.receiptId,
    caller: again.caller,
    txId: first.label.txId,
  }
}
