import { type PartDecoder, partDecoder } from '../../protocol/mime/transfer-encoding.ts'
import type { PartIndex } from '../../protocol/message/stored-part.ts'
import type { Digest, RunningDigest } from '../ports/digest.ts'

/** What the reader knows of a part before its content. */
export interface PartStart {
  readonly headers: readonly string[]
  readonly contentType?: string
  readonly transferEncoding: string
  readonly fileName?: string
}

/** Writes down where each part lies and what file it holds, while its raw octets pass by. */
export class PartIndexer {
  readonly #digest: Digest
  readonly #parts: PartIndex[] = []
  #start: PartStart | undefined
  #decoder: PartDecoder | undefined
  #hash: RunningDigest | undefined
  #offset = 0
  #length = 0
  #bytes = 0

  constructor(digest: Digest) {
    this.#digest = digest
  }

  begin(start: PartStart): void {
    const { headers, contentType, transferEncoding, fileName } = start
    this.#start = {
      headers,
      transferEncoding,
      ...(contentType === undefined ? {} : { contentType }),
      ...(fileName === undefined ? {} : { fileName }),
    }
    this.#decoder = partDecoder(start.transferEncoding)
    this.#hash = this.#digest.sha256()
    this.#length = 0
    this.#bytes = 0
  }

  /** Raw octets of the part. Throws IllegalDatapartContent where they break its transfer encoding. */
  add(raw: Uint8Array): void {
    this.#length += raw.length
    if (this.#decoder !== undefined) this.#count(this.#decoder.push(raw))
  }

  end(): void {
    if (this.#start === undefined || this.#decoder === undefined || this.#hash === undefined) return
    this.#count(this.#decoder.end())
    this.#parts.push({
      ...this.#start,
      offset: this.#offset,
      length: this.#length,
      bytes: this.#bytes,
      sha256: this.#hash.hex(),
    })
    this.#offset += this.#length
    this.#start = undefined
  }

  get parts(): readonly PartIndex[] {
    return this.#parts
  }

  #count(decoded: Uint8Array): void {
    if (decoded.length === 0) return
    this.#bytes += decoded.length
    this.#hash?.update(decoded)
  }
}
