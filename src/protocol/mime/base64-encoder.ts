import { encodeLatin1 } from '../latin1.ts'
import { noOctets } from './part-decoder.ts'

const alphabet = encodeLatin1('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
const padding = 0x3d
const charactersOfLine = 76

/** Octets that `Base64Encoder` makes of a file of `bytes` octets. */
export function base64Length(bytes: number): number {
  const characters = Math.ceil(bytes / 3) * 4
  return characters + 2 * Math.max(0, Math.ceil(characters / charactersOfLine) - 1)
}

/** Encodes a file that comes in pieces in base64, in lines of 76 characters with CR LF between them (RFC 2045, 6.8). */
export class Base64Encoder {
  /** One or two octets that wait for the rest of their group. */
  #rest: Uint8Array = noOctets
  /** Characters of the current line. */
  #column = 0

  push(bytes: Uint8Array): Uint8Array {
    const whole = this.#rest.length === 0 ? bytes : joined(this.#rest, bytes)
    const end = whole.length - (whole.length % 3)
    this.#rest = whole.slice(end)
    return this.#encode(whole.subarray(0, end))
  }

  end(): Uint8Array {
    const last = this.#rest
    this.#rest = noOctets
    return this.#encode(last)
  }

  #encode(bytes: Uint8Array): Uint8Array {
    const characters = Math.ceil(bytes.length / 3) * 4
    const out = new Uint8Array(characters + 2 * Math.ceil(characters / charactersOfLine))
    let length = 0
    for (let at = 0; at < bytes.length; at += 3) {
      if (this.#column === charactersOfLine) {
        out[length++] = 0x0d
        out[length++] = 0x0a
        this.#column = 0
      }
      const bits = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
      const left = bytes.length - at
      out[length++] = alphabet[bits >> 18] ?? 0
      out[length++] = alphabet[(bits >> 12) & 63] ?? 0
      out[length++] = left > 1 ? (alphabet[(bits >> 6) & 63] ?? 0) : padding
      out[length++] = left > 2 ? (alphabet[bits & 63] ?? 0) : padding
      this.#column += 4
    }
    return out.subarray(0, length)
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length)
  whole.set(first)
  whole.set(second, first.length)
  return whole
}
