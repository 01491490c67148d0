import type { Label } from '../../protocol/label/label.ts'
import type { Caller } from '../access/caller.ts'
import type { Channel, MessageRecord, NewMessage } from '../ports/message-log.ts'
import type { Ports } from '../ports/ports.ts'
import type { SplitWorld } from '../route/split.ts'
import type { SynchWorld } from '../synchronous/synch-world.ts'
import type { AdmissionWorld } from './admission.ts'
import { refusalOf, writeDownRefusal } from './refuse.ts'
import { Taking } from './taking.ts'

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

function disposable<T extends AsyncIterator<Uint8Array>>(octets: T): T & AsyncDisposable {
  return Object.assign(octets, {
    async [Symbol.asyncDispose]() {
      await octets.return?.()
    },
  })
}
