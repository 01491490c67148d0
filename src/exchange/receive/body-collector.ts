import type { BlobWriter } from '../ports/blob-store.ts'
import type { Lease } from '../ports/coordination.ts'
import type { Body } from '../ports/message-log.ts'
import type { Ports } from '../ports/ports.ts'
import { takeBlob } from './blob-lease.ts'

/** A sender of single octets must not make us keep an object for each. */
const maxPieces = 64

interface HeldBlob {
  readonly writer: BlobWriter
  readonly lease: Lease
}

/**
 * Gathers the raw contents of a message: in memory up to the cut, in a blob from there on. Disposing it
 * leaves nothing behind unless the body is kept.
 */
export class BodyCollector implements AsyncDisposable {
  readonly #ports: Pick<Ports, 'blobStore' | 'coordination'>
  readonly #cut: number
  #pieces: Uint8Array[] = []
  #size = 0
  #blob: HeldBlob | undefined
  #committed = false
  #kept = false

  constructor(ports: Pick<Ports, 'blobStore' | 'coordination'>, cut: number) {
    this.#ports = ports
    this.#cut = cut
  }

  /** Puts the body in a blob whatever its size: several messages will point at it. */
  async toBlob(): Promise<void> {
    if (this.#blob === undefined) await this.#spill()
  }

  /** Keeps a view of `bytes`, which the caller must not write over. Undefined when there is nothing to wait for. */
  add(bytes: Uint8Array): Promise<void> | undefined {
    this.#size += bytes.length
    if (this.#blob !== undefined) return this.#blob.writer.write(bytes)
    this.#pieces.push(bytes)
    if (this.#pieces.length >= maxPieces) this.#pieces = [joined(this.#pieces, this.#size)]
    return this.#size > this.#cut ? this.#spill() : undefined
  }

  async #spill(): Promise<void> {
    this.#blob = await this.#newBlob()
    for (const piece of this.#pieces) await this.#blob.writer.write(piece)
    this.#pieces = []
  }

  /** A sweep may find the new blob before it is held, and take it for an orphan: then another is made. */
  async #newBlob(): Promise<HeldBlob> {
    for (;;) {
      const writer = await this.#ports.blobStore.create()
      const lease = await takeBlob(this.#ports.coordination, writer.id)
      if (lease !== undefined) return { writer, lease }
      await writer.abort()
    }
  }

  /** The whole body; one that lies in a blob would survive a power cut from here on. */
  async finish(): Promise<Body> {
    if (this.#blob === undefined) return { at: 'row', bytes: joined(this.#pieces, this.#size) }
    const { writer } = this.#blob
    await writer.commit()
    this.#committed = true
    return { at: 'blob', id: writer.id, bytes: this.#size }
  }

  /** From here on a message may need the body: disposing leaves it, and a sweep decides if it comes to that. */
  keep(): void {
    this.#kept = true
  }

  /** No message needs the body after all: disposing removes it. */
  release(): void {
    this.#kept = false
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#blob === undefined) return
    const { writer, lease } = this.#blob
    await using _held = lease
    if (this.#kept) return
    if (this.#committed) await this.#ports.blobStore.remove([writer.id])
    else await writer.abort()
  }
}

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const [first] = pieces
  if (pieces.length === 1 && first !== undefined) return first
  const whole = new Uint8Array(size)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
