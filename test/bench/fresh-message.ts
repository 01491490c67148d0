import { randomUUID } from 'node:crypto'
import { frame, postHead, sickNote, wholeMessage } from './shs-message.ts'

const placeholder = '00000000-0000-4000-8000-000000000000'

/**
 * A request that posts a message of `bytes` octets, made once; `renew` writes new random ids into it, which is all
 * that one more message costs the load generator. One for each connection: it is sent again when it was answered.
 */
export class FreshMessage {
  readonly request: Buffer
  readonly #places: readonly number[]

  constructor(bytes: number) {
    const facts = sickNote(placeholder)
    const { head, tail } = frame(facts, bytes)
    const message = wholeMessage(facts, bytes - head.length - tail.length)
    if (message.length !== bytes) throw new Error(`a message of ${message.length} octets instead of ${bytes}`)
    this.request = Buffer.concat([postHead(bytes), message])
    this.#places = placesOf(this.request, placeholder)
  }

  renew(): void {
    // Random as in the field: ids that counted up would spare the node what its index of tx.ids costs.
    const id = randomUUID()
    for (const place of this.#places) this.request.write(id, place, 'latin1')
  }
}

function placesOf(bytes: Buffer, text: string): readonly number[] {
  const places: number[] = []
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) places.push(at)
  return places
}
