import type { Label } from '../../protocol/label/label.ts'
import type { MessageRecord } from '../ports/message-log.ts'
import { takenTxId, sameLabel } from '../receive/duplicate.ts'
import { SharedReply } from './shared-reply.ts'

interface Running {
  readonly label: MessageRecord['label']
  readonly reply: Promise<SharedReply>
  readonly ended: Promise<void>
}

/**
 * The synchronous requests that are being answered this moment, by tx.id: one that is repeated meanwhile is given the
 * same answer, and later it is asked again (shs-protocol.md 5).
 */
export class RunningRequests {
  readonly #running = new Map<string, Running>()

  /** The answer to a request: of the one that runs with the same ids, else of `ask`. Throws what `ask` throws. */
  async answer(
    label: Label,
    ask: () => Promise<AsyncIterable<Uint8Array>>,
  ): Promise<AsyncIterableIterator<Uint8Array>> {
    for (;;) {
      const running = this.#running.get(label.txId)
      if (running === undefined) return this.#start(label, ask)
      if (!sameLabel(running.label, label)) throw takenTxId(label.txId)
      const joined = (await running.reply).join()
      if (joined !== undefined) return joined
      await running.ended
    }
  }

  async #start(
    label: Label,
    ask: () => Promise<AsyncIterable<Uint8Array>>,
  ): Promise<AsyncIterableIterator<Uint8Array>> {
    const { promise: ended, resolve: end } = Promise.withResolvers<void>()
    const over = (): void => {
      this.#running.delete(label.txId)
      end()
    }
    const reply = ask().then((source) => new SharedReply(untilOver(source, over)))
    this.#running.set(label.txId, { label, reply, ended })
    try {
      const first = (await reply).join()
      if (first === undefined) throw new Error('a reply was given out before anybody had asked for it')
      return first
    } catch (error) {
      over()
      throw error
    }
  }
}

async function* untilOver(source: AsyncIterable<Uint8Array>, over: () => void): AsyncIterable<Uint8Array> {
  try {
    yield* source
  } finally {
    over()
  }
}
