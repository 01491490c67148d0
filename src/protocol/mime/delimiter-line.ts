import { encodeLatin1 } from '../latin1.ts'
import { illegalStructure } from '../protocol-error.ts'

/** What an octet after `--boundary` makes of its line; `no-delimiter` leaves the octet untaken. */
export type LineVerdict = 'more' | 'delimiter' | 'closing' | 'no-delimiter'

/**
 * The rest of a line that began with `--boundary`: nothing or `--`, then blanks, then CR LF or LF makes it a delimiter
 * line; anything else makes it data.
 */
export class DelimiterLine {
  readonly #maxPadding: number
  #dashes = 0
  #padding = ''
  #carriageReturn = false

  constructor(maxPadding: number) {
    this.#maxPadding = maxPadding
  }

  /** To be called before each line. */
  begin(): void {
    this.#dashes = 0
    this.#padding = ''
    this.#carriageReturn = false
  }

  /** True when the body may end here: the closing boundary needs no line end. */
  get closes(): boolean {
    return this.#dashes === 2
  }

  /** True when the line ends with CR LF. */
  get carriageReturn(): boolean {
    return this.#carriageReturn
  }

  /** Throws IllegalMessageStructure for too many blanks. */
  take(octet: number): LineVerdict {
    if (octet === 0x0a && this.#dashes !== 1) return this.#dashes === 2 ? 'closing' : 'delimiter'
    if (this.#carriageReturn) return 'no-delimiter'
    if (octet === 0x2d && this.#dashes < 2 && this.#padding === '') {
      this.#dashes++
      return 'more'
    }
    if (octet === 0x0d) {
      this.#carriageReturn = true
      return 'more'
    }
    if (octet !== 0x20 && octet !== 0x09) return 'no-delimiter'
    this.#pad(octet)
    return 'more'
  }

  /** The octets taken. */
  octets(): Uint8Array {
    return encodeLatin1(`${'-'.repeat(this.#dashes)}${this.#padding}${this.#carriageReturn ? '\r' : ''}`)
  }

  #pad(octet: number): void {
    if (this.#padding.length >= this.#maxPadding) {
      throw illegalStructure(
        `More than ${this.#maxPadding} blanks stand after a boundary, expected at most that (maxPaddingBytes)`,
        `Fler än ${this.#maxPadding} blanktecken står efter en gränsmarkör, väntade högst så många (maxPaddingBytes)`,
      )
    }
    this.#padding += String.fromCharCode(octet)
  }
}
