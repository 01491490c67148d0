import type { Label } from '../label/label.ts'
import { labelLimits } from '../label/label-limits.ts'
import { readLabel } from '../label/label-reader.ts'
import { headerValue } from '../mime/header-value.ts'
import { parseParameters, tokenParameter } from '../mime/parameters.ts'
import { noOctets } from '../mime/part-decoder.ts'
import { type PartDecoder, partDecoder, transferEncodingOf } from '../mime/transfer-encoding.ts'
import { illegalStructure, ProtocolError } from '../protocol-error.ts'
import { quotable } from '../xml/xml-words.ts'

const labelTypes = new Set(['text/xml', 'text/plain', 'application/xml'])

/** The first part of a message: gathers its octets, decoded, and reads the label from them. */
export class LabelPart {
  readonly #decoder: PartDecoder
  readonly #charset: string | undefined
  readonly #maxBytes: number
  #bytes: Uint8Array = noOctets
  #length = 0

  /** Throws IllegalMessageStructure where the part can hold no label. */
  constructor(headers: readonly string[], maxBytes: number) {
    const type = parseParameters(headerValue(headers, 'content-type') ?? 'text/plain')
    if (!labelTypes.has(type.value)) throw noLabelType(type.value)
    this.#maxBytes = maxBytes
    this.#charset = tokenParameter(type, 'charset')
    this.#decoder = inLabel(() => partDecoder(transferEncodingOf(headers)))
  }

  /** Keeps no view of `raw`. */
  add(raw: Uint8Array): void {
    this.#gather(inLabel(() => this.#decoder.push(raw)))
  }

  /** Throws what the label reader throws. */
  read(): Label {
    this.#gather(inLabel(() => this.#decoder.end()))
    const bytes = this.#bytes.subarray(0, this.#length)
    return readLabel(bytes, { charset: this.#charset, limits: { ...labelLimits, bytes: this.#maxBytes } })
  }

  #gather(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    const length = this.#length + bytes.length
    if (length > this.#bytes.length) {
      const larger = new Uint8Array(this.#length === 0 ? length : length * 2)
      larger.set(this.#bytes.subarray(0, this.#length))
      this.#bytes = larger
    }
    this.#bytes.set(bytes, this.#length)
    this.#length = length
  }
}

/** A label's transfer encoding is the message's structure, not the content of a data part. */
function inLabel<T>(decode: () => T): T {
  try {
    return decode()
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    throw illegalStructure(
      `In the label's part: ${error.words.en}`,
      `I etikettens del: ${error.words.sv}`,
      error,
    )
  }
}

function noLabelType(found: string): ProtocolError {
  return illegalStructure(
    `The first part's Content-Type is "${quotable(found)}", expected the label as text/xml, text/plain or application/xml`,
    `Den första delens Content-Type är "${quotable(found)}", väntade etiketten som text/xml, text/plain eller application/xml`,
  )
}
