import type { Label } from '../../protocol/label/label.ts'
import { MessageReader } from '../../protocol/message/message-reader.ts'
import type { Caller } from '../access/caller.ts'
import { establish } from '../establish/establish.ts'
import { keptNothing, writeDown } from '../audit/write-down.ts'
import type { BusinessFact } from '../audit/business-fact.ts'
import { hasIdentity } from '../lifecycle/identity.ts'
import type { Body, Channel, MessageRecord, NewMessage, Outcome } from '../ports/message-log.ts'
import type { Ports } from '../ports/ports.ts'
import { Refusal } from '../refusal.ts'
import { newReceiptId } from '../receipts/new-receipt-id.ts'
import type { SplitWorld } from '../route/split.ts'
import { type Admission, type AdmissionWorld, admit } from './admission.ts'
import { BodyCollector } from './body-collector.ts'
import { sameMessage, takenBefore, takenTxId } from './duplicate.ts'
import { overSize } from './limits.ts'
import { PartIndexer } from './part-indexer.ts'
import { receivedFact } from './received-fact.ts'
import { refusalOf, writeDownRefusal } from './refuse.ts'
import { addressed } from '../route/new-message.ts'
import { answerRequest } from '../synchronous/answer-request.ts'
import type { SynchWorld } from '../synchronous/synch-world.ts'
import { type Answerer, whoAnswers } from '../synchronous/who-answers.ts'
import { take, type Taken } from './take.ts'

/** A message as it comes in, whatever the channel. */
export interface Incoming {
  readonly caller: Caller
  readonly channel: Channel
  readonly body: AsyncIterable<Uint8Array>
  /** The HTTP Content-Type, which tells the two body forms apart (shs-protocol.md 2). */
  readonly contentType?: string
  /** The system's name of the operator whose command made it. */
  readonly user?: string
}

/** A message that is safe here: stored for good before this value exists. */
export interface Accepted {
  readonly kind: 'accepted'
  /** The message as it was taken in; the first one where this is a duplicate. */
  readonly message: Pick<MessageRecord, 'receiptId' | 'arrivedAt' | 'label'>
  readonly duplicate: boolean
}

/** The answer to a synchronous request; to be disposed when its octets have been read, or are read no further. */
export interface Answered extends AsyncDisposable {
  readonly kind: 'answered'
  readonly contentType: string
  /** The reply message. */
  readonly octets: AsyncIterable<Uint8Array>
}

/** What a node takes messages in with. */
export interface ReceiveWorld extends AdmissionWorld, SplitWorld, SynchWorld {
  readonly ports: Ports
  /** Told of each message that is to go on from here, once it is written. */
  readonly handOn: (messages: readonly NewMessage[]) => void
}

/**
 * Takes a message in: reads it as a stream, decides from its label while the rest is coming, stores the body, and
 * commits message and ledger rows together; or answers it, where it is synchronous. Throws a `Refusal`, which is in the
 * ledger by then; nothing of a refused message is kept.
 */
export async function receive(incoming: Incoming, world: ReceiveWorld): Promise<Accepted | Answered> {
  let seen: Label | undefined
  try {
    await using resources = new AsyncDisposableStack()
    const taking = resources.use(new Taking(incoming, world))
    await taking.readAll((label) => {
      seen = label
    })
    if (seen?.transferType !== 'synch') return await taking.commit()
    const octets = resources.use(disposable(await taking.answer()))
    // The body of the request is read until its answer has come to its end.
    const moved = resources.move()
    return {
      kind: 'answered',
      contentType: 'message/rfc822',
      octets,
      [Symbol.asyncDispose]: () => moved.disposeAsync(),
    }
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal === undefined) throw error
    await writeDownRefusal(refusal, incoming, seen, world.ports)
    throw refusal
  }
}

/** One message on its way in. */
class Taking implements AsyncDisposable {
  readonly #incoming: Incoming
  readonly #world: ReceiveWorld
  readonly #collector: BodyCollector
  readonly #indexer: PartIndexer
  #admission: Admission | undefined
  #asked: Label | undefined
  #answerer: Answerer | undefined
  /** It has been taken in before: that stands, whatever it would be told now. */
  #again: MessageRecord | undefined

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
          this.#asked = event.label
          this.#admission = await this.#admit(event.label)
          if (this.#admission === undefined) break
          if (isForSeveral(this.#admission)) await this.#collector.toBlob()
          if (event.label.transferType === 'synch') this.#findAnswerer(this.#admission)
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

  /** Undefined where it has been taken in before and would be refused now: an agreement may have ended since. */
  async #admit(label: Label, bytes?: number): Promise<Admission | undefined> {
    try {
      return await admit(label, this.#incoming.caller, this.#world, bytes)
    } catch (error) {
      await this.#standUnlessAgain(error)
      return undefined
    }
  }

  /** Throws a refusal, unless its message was taken in before from the same caller. */
  async #standUnlessAgain(error: unknown): Promise<void> {
    if (!(error instanceof Refusal) || this.#asked === undefined) throw error
    this.#again = await takenBefore(error, this.#asked, this.#incoming.caller, this.#world.ports.messageLog)
    if (this.#again === undefined) throw error
  }

  #findAnswerer({ label, route }: Admission): void {
    this.#answerer = whoAnswers(label, route, this.#world.ports.handlers)
  }

  /** The reply to a synchronous request, whose body is here no longer than that. */
  async answer(): Promise<AsyncIterableIterator<Uint8Array>> {
    const answerer = this.#answerer
    if (this.#admission === undefined || answerer === undefined)
      throw new Error('a synchronous request ended without somebody to answer it')
    const request = {
      label: addressed(this.#admission.label, answerer.way),
      caller: this.#incoming.caller.number,
      parts: this.#indexer.parts,
      body: await this.#collector.finish(),
    }
    return answerRequest(request, answerer, this.#world)
  }

  /** The commit point: after it the message is found whatever happens to the node. */
  async commit(): Promise<Accepted> {
    if (this.#again !== undefined) return this.#isDuplicateOf(this.#again)
    if (this.#admission === undefined || this.#asked === undefined)
      throw new Error('a message ended without a label')
    const body = await this.#collector.finish()
    // A large body takes its time, in which a right may have ended; and only now is it known how large it is.
    const again = body.at === 'blob'
    const admission = again ? await this.#admit(this.#asked, this.#bytes()) : this.#admission
    if (admission === undefined) return await this.commit()
    await establish({ ...admission, parts: this.#indexer.parts, body }, this.#world.ports)
    for (;;) {
      const taken = await this.#taken(admission, body)
      const outcome = await this.#write(taken)
      if (outcome.kind !== 'conflict') return this.#answerOf(taken, outcome, this.#admission.label)
      // A confirm came while the message that it speaks of was changed by another: it is looked at again.
    }
  }

  #bytes(): number {
    return this.#indexer.parts.reduce((sum, part) => sum + part.bytes, 0)
  }

  async #refuseLarge(): Promise<void> {
    const route = this.#admission?.route
    if (route?.kind !== 'ways' || this.#again !== undefined) return
    const refusal = route.refuseLarge(this.#bytes())
    if (refusal !== undefined) await this.#standUnlessAgain(refusal)
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

function disposable<T extends AsyncIterator<Uint8Array>>(octets: T): T & AsyncDisposable {
  return Object.assign(octets, {
    async [Symbol.asyncDispose]() {
      await octets.return?.()
    },
  })
}

/** Copies share one stored body, so it must lie where several can point at it. */
function isForSeveral({ label, route }: Admission): boolean {
  if (route.kind === 'undecided') return label.to === undefined
  return route.ways.length > 1
}

function duplicateFact({ receiptId, label }: Accepted['message'], caller: string, at: number): BusinessFact {
  return { event: 'duplicate', at, subject: receiptId, caller, txId: label.txId }
}
