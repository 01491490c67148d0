import { illegalContent } from './illegal-content.ts'
import { noOctets, type PartDecoder } from './part-decoder.ts'

const tab = 0x09
const lineFeed = 0x0a
const carriageReturn = 0x0d
const space = 0x20
const equals = 0x3d

/** More white space in a row than any line of mail may be long. */
const maxBlanks = 998

/**
 * Decodes quoted-printable (RFC 2045, 6.7) that comes in pieces: text → `=` → (hexadecimal digit → text | blanks and a
 * line end: nothing → text). White space at the end of a line is left out, octets that should have been encoded are let
 * through, and a `=` that begins neither two hexadecimal digits nor a line end is IllegalDatapartContent.
 */
export class QuotedPrintableDecoder implements PartDecoder {
  #state: 'text' | 'escape' | 'digit' | 'break' = 'text'
  /** The first digit's value, in the state `digit`. */
  #high = 0
  /** White space that is left out if the line ends after it. */
  #blanks: number[] = []
  #taken = 0

  push(raw: Uint8Array): Uint8Array {
    const out = new Uint8Array(raw.length + this.#blanks.length)
    let length = 0
    for (let at = 0; at < raw.length; at++) {
      const octet = raw[at] ?? 0
      if (this.#state !== 'text') {
        if (this.#escaped(octet, this.#taken + at)) out[length++] = this.#high
      } else if (octet === space || octet === tab) {
        this.#hold(octet)
      } else {
        if (this.#blanks.length > 0) {
          if (octet !== carriageReturn && octet !== lineFeed) {
            for (const blank of this.#blanks) out[length++] = blank
          }
          this.#blanks = []
        }
        if (octet === equals) this.#state = 'escape'
        else out[length++] = octet
      }
    }
    this.#taken += raw.length
    return out.subarray(0, length)
  }

  end(): Uint8Array {
    if (this.#state === 'digit') throw illegalEscape(this.#taken)
    return noOctets
  }

  /** One octet after a `=`; true when it ends an escape, whose octet is then in `#high`. */
  #escaped(octet: number, place: number): boolean {
    const digit = hexadecimal(octet)
    switch (this.#state) {
      case 'digit':
        if (digit === -1) throw illegalEscape(place)
        this.#high = (this.#high << 4) | digit
        this.#state = 'text'
        return true
      case 'escape':
        if (digit !== -1) {
          this.#high = digit
          this.#state = 'digit'
          return false
        }
        break
      case 'break':
      case 'text':
        break
    }
    if (octet === lineFeed) this.#state = 'text'
    else if (octet === space || octet === tab || octet === carriageReturn) this.#state = 'break'
    else throw illegalEscape(place)
    return false
  }

  #hold(octet: number): void {
    if (this.#blanks.length >= maxBlanks) {
      throw illegalContent(
        `The quoted-printable content has more than ${maxBlanks} blanks in a row, expected lines of at most 76 characters`,
        `Quoted-printable-innehållet har fler än ${maxBlanks} blanktecken i rad, väntade rader om högst 76 tecken`,
      )
    }
    this.#blanks.push(octet)
  }
}

function hexadecimal(octet: number): number {
  if (octet >= 0x30 && octet <= 0x39) return octet - 0x30
  const letter = octet | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

function illegalEscape(place: number): Error {
  return illegalContent(
    `Octet ${place + 1} of the quoted-printable content stands after a "=" that begins no escape, expected two hexadecimal digits or a line end`,
    `Oktett ${place + 1} i quoted-printable-innehållet står efter ett "=" som inte inleder någon kod, väntade två hexadecimala siffror eller ett radslut`,
  )
}
