import { decodeLatin1 } from '../../protocol/latin1.ts'

/** Octets of a handler's own words that are passed on; what comes after them is read away. */
const maxSaidBytes = 2048

/** The first octets of a text, as they come in. */
export class SaidText {
  readonly #pieces: Uint8Array[] = []
  #room = maxSaidBytes

  get full(): boolean {
    return this.#room === 0
  }

  take(octets: Uint8Array): void {
    if (this.#room === 0) return
    const piece = Uint8Array.from(octets.subarray(0, this.#room))
    this.#room -= piece.length
    this.#pieces.push(piece)
  }

  /** As one line, read as UTF-8 or else ISO-8859-1; line ends, control and format characters are spaces in it. */
  text(): string {
    return decoded(Buffer.concat(this.#pieces), this.full)
      .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
      .trim()
  }
}

/** A character that was cut in two at the end is left out. */
function decoded(octets: Uint8Array, cut: boolean): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets, { stream: cut })
  } catch {
    // That it is no UTF-8 is all that the decoder says.
    return decodeLatin1(octets)
  }
}
