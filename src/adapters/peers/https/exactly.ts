import type { OutgoingOctets } from '../../../exchange/ports/peers.ts'
import { KvittensError } from '../../../protocol/kvittens-error.ts'

/** A message's octets; throws when they are not as many as was said, before it could be taken for whole. */
export async function* exactly({ length, pieces }: OutgoingOctets): AsyncGenerator<Uint8Array, void> {
  let given = 0
  for await (const piece of pieces()) {
    given += piece.length
    if (given > length) throw otherLength(length)
    yield piece
  }
  if (given < length) throw otherLength(length)
}

function otherLength(length: number): KvittensError {
  return new KvittensError('MessageLength', {
    words: {
      sv: `Meddelandet hade inte de ${length} byte som var sagt; sändningen avbröts.`,
      en: `The message did not have the ${length} bytes that were said; it was broken off.`,
    },
  })
}
