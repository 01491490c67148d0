import type { Label } from '../label/label.ts'
import { boundaryOf } from '../mime/boundary.ts'
import { fileNameOf } from '../mime/file-name.ts'
import { HeaderBlock } from '../mime/header-block.ts'
import { headerValue } from '../mime/header-value.ts'
import { MultipartSplitter } from '../mime/multipart-splitter.ts'
import { parseParameters } from '../mime/parameters.ts'
import { noOctets } from '../mime/part-decoder.ts'
import { transferEncodingOf } from '../mime/transfer-encoding.ts'
import { bodyForm } from './body-form.ts'
import { entityBoundary } from './entity-boundary.ts'
import { LabelPart } from './label-part.ts'
import type { MessageEvent, PartEvent } from './message-event.ts'
import {
  endsEarly,
  fewerParts,
  moreParts,
  noLabel,
  noneListed,
  noParts,
  tooManyListed,
  tooManyParts,
} from './message-faults.ts'
import { defaultMessageLimits, type MessageLimits } from './message-limits.ts'

export type { MessageEvent } from './message-event.ts'

/** How a message comes: the HTTP header it came with, and the bounds to hold it to. */
export interface MessageReaderOptions {
  readonly httpContentType?: string
  readonly limits?: Partial<MessageLimits>
}

/**
 * Reads a whole SHS message from an HTTP body that comes in pieces of any size (section 2), and holds no more of it than
 * its label. The label is given before anything after it is looked at.
 *
 * start (which form is the body?) → entity (its header lines) → parts: the label's, then data parts.
 */
export class MessageReader {
  readonly #limits: MessageLimits
  readonly #httpBoundary: string | undefined
  readonly #block: HeaderBlock
  /** The first octets, while they are too few to tell the form. */
  #start: Uint8Array = noOctets
  #state: 'start' | 'entity' | 'parts' = 'start'
  #splitter: MultipartSplitter | undefined
  #labelPart: LabelPart | undefined
  #label: Label | undefined
  /** Octets taken while there was no label. */
  #head = 0
  /** Data parts begun. */
  #parts = 0
  /** What the running call gives. */
  #events: MessageEvent[] = []
  #fault: { readonly fault: unknown } | undefined

  constructor(options: MessageReaderOptions = {}) {
    const { httpContentType, limits } = options
    this.#limits = { ...defaultMessageLimits, ...limits }
    this.#httpBoundary =
      httpContentType === undefined ? undefined : boundaryOf(parseParameters(httpContentType))
    this.#block = new HeaderBlock(this.#limits)
  }

  /**
   * Throws IllegalMessageStructure, IllegalDatapartContent for a transfer encoding that is none, or what the label
   * reader throws; after that, the reader is of no more use. What was read before a fault in the same chunk is given
   * first: then the next call throws.
   */
  push(chunk: Uint8Array): readonly MessageEvent[] {
    this.#throwFault()
    this.#events = []
    try {
      if (this.#label === undefined) this.#takeHead(chunk)
      else this.#take(chunk)
    } catch (fault) {
      if (this.#events.length === 0) throw fault
      this.#fault = { fault }
    }
    return this.#events
  }

  /** To be called when the body has come to its end. Throws IllegalMessageStructure where the message has not. */
  end(): readonly MessageEvent[] {
    this.#throwFault()
    this.#events = []
    if (this.#splitter === undefined) throw endsEarly(this.#head)
    this.#splitter.end()
    this.#events.push({ kind: 'end' })
    return this.#events
  }

  #throwFault(): void {
    if (this.#fault !== undefined) throw this.#fault.fault
  }

  /** The bound on the label holds to the octet, however the body is cut in pieces. */
  #takeHead(chunk: Uint8Array): void {
    const head = chunk.subarray(0, this.#limits.maxLabelBytes - this.#head)
    this.#head += head.length
    this.#take(head)
    if (head.length === chunk.length) return
    if (!this.#hasLabel()) throw noLabel(this.#limits.maxLabelBytes)
    this.#take(chunk.subarray(head.length))
  }

  #hasLabel(): boolean {
    return this.#label !== undefined
  }

  #take(octets: Uint8Array): void {
    switch (this.#state) {
      case 'start':
        this.#tellForm(octets)
        break
      case 'entity':
        this.#readEntityHead(octets)
        break
      case 'parts':
        this.#splitter?.push(octets)
        break
    }
  }

  #tellForm(octets: Uint8Array): void {
    const start = this.#start.length === 0 ? withoutEmptyLines(octets) : joined(this.#start, octets)
    switch (bodyForm(start, this.#httpBoundary)) {
      case undefined:
        this.#start = start.slice()
        return
      case 'entity':
        this.#state = 'entity'
        break
      case 'parts':
        this.#splitParts(this.#httpBoundary ?? '')
        break
    }
    this.#start = noOctets
    this.#take(start)
  }

  #readEntityHead(octets: Uint8Array): void {
    const next = this.#block.push(octets, 0)
    if (next === -1) return
    this.#splitParts(entityBoundary(this.#block.take()))
    this.#take(octets.subarray(next))
  }

  #splitParts(boundary: string): void {
    const { maxHeaderBytes, maxHeaderLines, maxEpilogueBytes, maxLabelBytes } = this.#limits
    const sink = {
      part: (headers: readonly string[]) => this.#beginPart(headers),
      data: (bytes: Uint8Array) => this.#data(bytes),
      partEnd: () => this.#endPart(),
      close: () => this.#close(),
    }
    this.#splitter = new MultipartSplitter(boundary, sink, {
      maxHeaderBytes,
      maxHeaderLines,
      maxEpilogueBytes,
      maxPreambleBytes: maxLabelBytes,
      maxParts: Number.POSITIVE_INFINITY,
    })
    this.#state = 'parts'
  }

  #beginPart(headers: readonly string[]): void {
    if (this.#label === undefined) this.#labelPart = new LabelPart(headers, this.#limits.maxLabelBytes)
    else this.#events.push(this.#dataPart(headers, this.#label))
  }

  #data(bytes: Uint8Array): void {
    if (this.#labelPart === undefined) this.#events.push({ kind: 'data', bytes })
    else this.#labelPart.add(bytes)
  }

  #endPart(): void {
    if (this.#labelPart === undefined) this.#events.push({ kind: 'part-end' })
    else this.#events.push({ kind: 'label', label: this.#readLabel(this.#labelPart) })
  }

  #readLabel(part: LabelPart): Label {
    const label = part.read()
    const { data, compoundParts } = label.content
    if (data.length > this.#limits.maxDataParts) throw tooManyListed(data.length, this.#limits.maxDataParts)
    if (data.length === 0 && compoundParts === undefined) throw noneListed()
    this.#label = label
    this.#labelPart = undefined
    return label
  }

  #dataPart(headers: readonly string[], label: Label): PartEvent {
    const { data, compoundParts } = label.content
    if (compoundParts === undefined && this.#parts >= data.length) throw moreParts(data.length)
    if (this.#parts >= this.#limits.maxDataParts) throw tooManyParts(this.#limits.maxDataParts)
    const contentType = headerValue(headers, 'content-type')
    const fileName = fileNameOf(headers)
    return {
      kind: 'part',
      index: this.#parts++,
      headers,
      ...(contentType === undefined ? {} : { contentType }),
      transferEncoding: transferEncodingOf(headers),
      ...(fileName === undefined ? {} : { fileName }),
    }
  }

  #close(): void {
    if (this.#label === undefined) throw noParts()
    const { data, compoundParts } = this.#label.content
    if (compoundParts === undefined && this.#parts < data.length) throw fewerParts(this.#parts, data.length)
  }
}

function withoutEmptyLines(octets: Uint8Array): Uint8Array {
  let at = 0
  while (octets[at] === 0x0d || octets[at] === 0x0a) at++
  return octets.subarray(at)
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length)
  whole.set(first)
  whole.set(second, first.length)
  return whole
}
