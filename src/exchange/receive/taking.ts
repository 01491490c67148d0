import { fileBytes } from '../../protocol/message/stored-part.ts'
import type { Label } from '../../protocol/label/label.ts'
import { MessageReader } from '../../protocol/message/message-reader.ts'
import type { BusinessFact } from '../audit/business-fact.ts'
import { keptNothing, writeDown } from '../audit/write-down.ts'
import { establish } from '../establish/establish.ts'
import { hasIdentity } from '../lifecycle/identity.ts'
import type { Body, MessageRecord, Outcome } from '../ports/message-log.ts'
import { newReceiptId } from '../receipts/new-receipt-id.ts'
import { Refusal } from '../refusal.ts'
import { addressed } from '../route/new-message.ts'
import { answerRequest } from '../synchronous/answer-request.ts'
import { type Answerer, whoAnswers } from '../synchronous/who-answers.ts'
import { type Admission, admit } from './admission.ts'
import { BodyCollector } from './body-collector.ts'
import { sameMessage, takenBefore, takenTxId } from './duplicate.ts'
import { overSize } from './limits.ts'
import { PartIndexer } from './part-indexer.ts'
import type { Accepted, Incoming, ReceiveWorld } from './receive.ts'
import { receivedFact } from './received-fact.ts'
import { take, type Taken } from './take.ts'

/** What has been decided of a message on its way in: where it goes, or that it was taken in before, which stands. */
type Decided = Admission | { readonly first: MessageRecord }

/** One message on its way in. Disposing it takes back what was stored for one that did not come to be. */
export class Taking implements AsyncDisposable {
  readonly #incoming: Incoming
  readonly #world: ReceiveWorld
  readonly #collector: BodyCollector
  readonly #indexer: PartIndexer
  #asked: Label | undefined
  #decided: Decided | undefined
  #answerer: Answerer | undefined

  constructor(incoming: Incoming, world: ReceiveWorld) {
    this.#incoming = incoming
    this.#world = world
    this.#collector = new BodyCollector(world.ports, world.node.inlineBytes)
    this.#indexer = new PartIndexer(world.ports.digest)
  }

  async readAll(onLabel: (label: Label) => void): Promise<void> {
    const { contentType, body } = this.#incoming
    const { limits } = this.#world.node
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
          await this.#decide(event.label)
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
          await this.#refuseLarge()
          break
        case 'end':
          break
      }
    }
  }

  async #decide(label: Label): Promise<void> {
    this.#asked = label
    const decided = await this.#admitted(label)
    this.#decided = decided
    if ('first' in decided) return
    if (isForSeveral(decided)) await this.#collector.toBlob()
    if (label.transferType === 'synch')
      this.#answerer = whoAnswers(decided.label, decided.route, this.#world.ports.handlers)
  }

  async #admitted(label: Label, bytes?: number): Promise<Decided> {
    try {
      return await admit(label, this.#incoming.caller, this.#world, bytes)
    } catch (error) {
      return this.#takenBefore(label, error)
    }
  }

  /**
   * The same message, taken in before from the same caller: an agreement may have ended since. Throws the refusal of one
   * that was not.
   */
  async #takenBefore(label: Label, refusal: unknown): Promise<{ readonly first: MessageRecord }> {
    if (!(refusal instanceof Refusal)) throw refusal
    const { ports } = this.#world
    const first = await takenBefore(refusal, label, this.#incoming.caller, ports.messageLog)
    if (first === undefined) throw refusal
    return { first }
  }

  /** The reply to a synchronous request, whose body is here no longer than that. */
  async answer(): Promise<AsyncIterableIterator<Uint8Array>> {
    const { label } = this.#admission()
    const answerer = this.#answerer
    if (answerer === undefined) throw new Error('a synchronous request ended without somebody to answer it')
    const request = {
      label: addressed(label, answerer.way),
      caller: this.#incoming.caller.number,
      parts: this.#indexer.parts,
      body: await this.#collector.finish(),
    }
    return answerRequest(request, answerer, this.#world)
  }

  /** The commit point: after it the message is found whatever happens to the node. */
  async commit(): Promise<Accepted> {
    const body = await this.#collector.finish()
    // A large body takes its time, in which a right may have ended; and only now is it known how large it is.
    if (body.at === 'blob' && this.#asked !== undefined)
      this.#decided = await this.#admitted(this.#asked, this.#bytes())
    if (this.#decided !== undefined && 'first' in this.#decided)
      return this.#isDuplicateOf(this.#decided.first)
    const admission = this.#admission()
    await establish({ ...admission, parts: this.#indexer.parts, body }, this.#world.ports)
    for (;;) {
      const taken = await this.#taken(admission, body)
      const outcome = await this.#write(taken)
      if (outcome.kind !== 'conflict') return this.#answerOf(taken, outcome, admission.label)
      // A confirm came while the message that it speaks of was changed by another: it is looked at again.
    }
  }

  #admission(): Admission {
    if (this.#decided === undefined || 'first' in this.#decided)
      throw new Error('a message ended without a label')
    return this.#decided
  }

  #bytes(): number {
    return fileBytes(this.#indexer.parts)
  }

  async #refuseLarge(): Promise<void> {
    const decided = this.#decided
    if (decided === undefined || this.#asked === undefined || 'first' in decided) return
    if (decided.route.kind !== 'ways') return
    const refusal = decided.route.refuseLarge(this.#bytes())
    if (refusal !== undefined) this.#decided = await this.#takenBefore(this.#asked, refusal)
  }

  async #taken({ label, route }: Admission, body: Body): Promise<Taken> {
    const arrivedAt = this.#world.ports.clock.now()
    const receiptId = newReceiptId(this.#world.ports.ids)
    const { caller, channel } = this.#incoming
    const came = { receiptId, channel, caller: caller.number, arrivedAt, parts: this.#indexer.parts, label }
    return take({ ...came, body }, route, this.#world)
  }

  /** Until the log has said that it kept nothing, its message may be there after a restart and need its body. */
  async #write({ message, also, updates, facts, passed }: Taken): Promise<Outcome> {
    this.#collector.keep()
    const { user } = this.#incoming
    try {
      const insert = [message, ...also]
      const writes = { insert, update: updates, passed }
      return await writeDown(this.#world.ports, writes, [receivedFact(message, user), ...facts])
    } catch (error) {
      if (keptNothing(error)) this.#collector.release()
      throw error
    }
  }

  async #answerOf(
    { message, also }: Taken,
    outcome: Exclude<Outcome, { kind: 'conflict' }>,
    asked: Label,
  ): Promise<Accepted> {
    if (outcome.kind === 'done') {
      this.#world.handOn([message, ...also])
      return { kind: 'accepted', message, duplicate: false }
    }
    const isSame =
      outcome.kind === 'duplicate'
        ? sameMessage(outcome.first, asked)
        : hasIdentity(asked, outcome.first.identity, this.#world.ports.digest)
    if (isSame) return this.#isDuplicateOf({ label: asked, ...outcome.first })
    this.#collector.release()
    throw takenTxId(message.label.txId)
  }

  /** What is left of a purged one does not hold its label: that of this one is the same. */
  async #isDuplicateOf(first: Accepted['message']): Promise<Accepted> {
    this.#collector.release()
    const { ports } = this.#world
    const fact = duplicateFact(first, this.#incoming.caller.number, ports.clock.now())
    await writeDown(ports, {}, [fact])
    return { kind: 'accepted', message: first, duplicate: true }
  }

  /** Takes back what was stored for a message that did not come to be. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#collector[Symbol.asyncDispose]()
  }
}

/** Copies share one stored body, so it must lie where several can point at it. */
function isForSeveral({ label, route }: Admission): boolean {
  if (route.kind === 'undecided') return label.to === undefined
  return route.ways.length > 1
}

function duplicateFact({ receiptId, label }: Accepted['message'], caller: string, at: number): BusinessFact {
  return { event: 'duplicate', at, subject: receiptId, caller, txId: label.txId }
}
