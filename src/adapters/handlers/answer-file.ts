import type { Call } from './call.ts'

/** The octets of an answer as they come from the handler, and whether they were all when no more come. */
export interface AnswerSource {
  readonly octets: AsyncIterator<Uint8Array>
  /** Throws where the end that came is not that of a whole answer. */
  readonly whole: () => Promise<void>
}

/**
 * The file of an answer. It throws where it breaks off or nothing comes for too long, so that nobody takes half an
 * answer for a whole one; and it ends the call, whichever way it ends.
 */
export function answerFile(call: Call, { octets, whole }: AnswerSource): AsyncIterable<Uint8Array> {
  const end: IteratorReturnResult<undefined> = { done: true, value: undefined }
  let over = false

  const next = async (): Promise<IteratorResult<Uint8Array, undefined>> => {
    call.signal.throwIfAborted()
    call.waiting()
    const step = await octets.next()
    if (step.done === true) await whole()
    call.signal.throwIfAborted()
    call.resting()
    return step.done === true ? end : step
  }

  const finish = async (): Promise<IteratorReturnResult<undefined>> => {
    over = true
    await call.end()
    return end
  }

  const iterator: AsyncIterator<Uint8Array, undefined> = {
    async next() {
      if (over) return end
      try {
        const step = await next()
        return step.done === true ? await finish() : step
      } catch (error) {
        const reason = call.reasonFor(error)
        call.stop(reason)
        await finish()
        throw reason
      }
    },
    return: finish,
  }
  return { [Symbol.asyncIterator]: () => iterator }
}
