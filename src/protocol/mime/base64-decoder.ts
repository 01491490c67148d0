import { illegalContent } from './illegal-content.ts'
import { noOctets, type PartDecoder } from './part-decoder.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const blank = 64
const pad = 65
const illegal = 66
const values = new Uint8Array(256).fill(illegal)
for (let i = 0; i < alphabet.length; i++) values[alphabet.charCodeAt(i)] = i
for (const char of ' \t\r\n') values[char.charCodeAt(0)] = blank
values['='.charCodeAt(0)] = pad

/**
 * Decodes base64 (RFC 2045, 6.8) that comes in pieces. White space may stand anywhere; any other character outside the
 * alphabet, anything after the padding, and a last group that is not whole is IllegalDatapartContent.
 */
export class Base64Decoder implements PartDecoder {
  /** The bits of a group that is not whole, and how many of its characters have come. */
  #bits = 0
  #count = 0
  /** Padding characters of the last group. */
  #padding = 0
  /** Octets taken before this push, for errors. */
  #taken = 0

  push(raw: Uint8Array): Uint8Array {
    const out = new Uint8Array(Math.ceil(((raw.length + this.#count) * 3) / 4))
    let length = 0
    let at = 0
    while (at < raw.length) {
      if (this.#count === 0 && this.#padding === 0) {
        const last = raw.length - 4
        while (at <= last) {
          const a = values[raw[at] ?? 0] ?? illegal
          const b = values[raw[at + 1] ?? 0] ?? illegal
          const c = values[raw[at + 2] ?? 0] ?? illegal
          const d = values[raw[at + 3] ?? 0] ?? illegal
          if ((a | b | c | d) >= blank) break
          out[length] = (a << 2) | (b >> 4)
          out[length + 1] = (b << 4) | (c >> 2)
          out[length + 2] = (c << 6) | d
          length += 3
          at += 4
        }
        if (at === raw.length) break
      }
      length = this.#single(values[raw[at] ?? 0] ?? illegal, this.#taken + at, out, length)
      at++
    }
    this.#taken += raw.length
    return out.subarray(0, length)
  }

  end(): Uint8Array {
    if (this.#count !== 0) {
      throw illegalContent(
        `The base64 content ends after ${this.#taken} octets in the middle of a group, expected groups of four characters, the last one padded with "="`,
        `Base64-innehållet slutar efter ${this.#taken} oktetter mitt i en grupp, väntade grupper om fyra tecken, den sista utfylld med "="`,
      )
    }
    return noOctets
  }

  /** Takes one character's value, writes a whole group at `length` of `out`, and returns where the next one goes. */
  #single(value: number, place: number, out: Uint8Array, length: number): number {
    if (value === blank) return length
    if (value === pad) return this.#pad(place, out, length)
    if (value === illegal || this.#padding > 0) throw illegalCharacter(place)
    this.#bits = (this.#bits << 6) | value
    this.#count++
    if (this.#count < 4) return length
    out[length] = this.#bits >> 16
    out[length + 1] = this.#bits >> 8
    out[length + 2] = this.#bits
    this.#bits = 0
    this.#count = 0
    return length + 3
  }

  #pad(place: number, out: Uint8Array, length: number): number {
    if (this.#count < 2) throw illegalCharacter(place)
    this.#padding++
    if (this.#count + this.#padding < 4) return length
    const bits = this.#bits << (6 * this.#padding)
    const octets = this.#count - 1
    out[length] = bits >> 16
    out[length + 1] = bits >> 8
    this.#bits = 0
    this.#count = 0
    return length + octets
  }
}

function illegalCharacter(place: number): Error {
  return illegalContent(
    `Octet ${place + 1} of the base64 content is no character of base64 in its place, expected A-Z, a-z, 0-9, "+", "/", and "=" only at the end`,
    `Oktett ${place + 1} i base64-innehållet är inget base64-tecken på sin plats, väntade A-Z, a-z, 0-9, "+", "/", och "=" bara sist`,
  )
}
