/** A buffer that grows, filled stretch by stretch and then handed to a worker. */
export class Packer {
  #bytes: Buffer
  #length = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get length(): number {
    return this.#length
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#arrayBuffer())
  }

  #arrayBuffer(): ArrayBuffer {
    const { buffer } = this.#bytes
    if (!(buffer instanceof ArrayBuffer)) throw new Error('a packer needs memory of its own')
    return buffer
  }

  /** Appends octets. */
  put(bytes: Uint8Array): void {
    this.#room(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** Appends a text as UTF-8; returns how many octets it became. */
  putText(text: string): number {
    this.#room(text.length * 3)
    const written = this.#bytes.write(text, this.#length)
    this.#length += written
    return written
  }

  /** Takes back everything from `length` on. */
  cut(length: number): void {
    this.#length = length
  }

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#length + more))
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = larger
  }
}
