import { encodeLatin1 } from '../latin1.ts'
import { illegalStructure, type ProtocolError } from '../protocol-error.ts'
import { quotable } from '../xml/xml-words.ts'
import { DelimiterLine } from './delimiter-line.ts'
import { DelimiterSearch } from './delimiter-search.ts'
import { HeaderBlock } from './header-block.ts'
import { defaultMultipartLimits, type MultipartLimits } from './multipart-limits.ts'

/**
 * Takes what a multipart body consists of, in order: (`part`, `data`*, `partEnd`)*, `close`. Header lines are as
 * `HeaderBlock` keeps them; `bytes` are never none and mostly a view of a pushed chunk.
 */
export interface MultipartSink {
  part(headers: readonly string[]): void
  data(bytes: Uint8Array): void
  partEnd(): void
  close(): void
}

/**
 * Splits a multipart body (RFC 2046, 5.1) that comes in pieces of any size, byte for byte, into a sink.
 *
 * preamble → (line → headers → content)* → line → epilogue, where `line` is what follows `--boundary` on its line; what
 * turns out to be no delimiter line (`--boundaryX`) goes back to where it came from, as data. The line end of the first
 * delimiter line, CR LF or LF, decides which one stands before the other delimiters; with CR LF, `LF --boundary` is data.
 */
export class MultipartSplitter {
  readonly #boundary: string
  readonly #sink: MultipartSink
  readonly #limits: MultipartLimits
  readonly #block: HeaderBlock
  #state: 'preamble' | 'content' | 'line' | 'headers' | 'epilogue' = 'preamble'
  /** With CR LF. */
  readonly #delimiter: Uint8Array
  #search: DelimiterSearch
  /** How many octets of the delimiter have come; those before `#unseen` were never there, but are taken as read. */
  #matched = 1
  #unseen = 1
  readonly #line: DelimiterLine
  #parts = 0
  #ignored = 0

  /** `boundary` is one character an octet. */
  constructor(boundary: string, sink: MultipartSink, limits: Partial<MultipartLimits> = {}) {
    this.#boundary = boundary
    this.#sink = sink
    this.#limits = { ...defaultMultipartLimits, ...limits }
    this.#block = new HeaderBlock(this.#limits)
    // A preamble's line ends are not known yet; CR LF ends in LF too. The body's start is as good as a line end.
    this.#delimiter = encodeLatin1(`\r\n--${boundary}`)
    this.#search = new DelimiterSearch(this.#delimiter.subarray(1))
    this.#line = new DelimiterLine(this.#limits.maxPaddingBytes)
  }

  /** Throws IllegalMessageStructure; after that, the splitter is of no more use. */
  push(chunk: Uint8Array): void {
    let at = 0
    while (at < chunk.length) {
      switch (this.#state) {
        case 'preamble':
        case 'content':
          at = this.#scan(chunk, at)
          break
        case 'line':
          at = this.#readLine(chunk, at)
          break
        case 'headers':
          at = this.#readHeaders(chunk, at)
          break
        case 'epilogue':
          this.#ignore(chunk.length - at, 'epilogue')
          at = chunk.length
          break
      }
    }
  }

  /** Throws IllegalMessageStructure where the closing boundary has not come. */
  end(): void {
    if (this.#state === 'line' && this.#line.closes) this.#close()
    if (this.#state !== 'epilogue') throw this.#unfinished()
  }

  #scan(chunk: Uint8Array, from: number): number {
    const { delimiter } = this.#search
    let at = from
    if (this.#matched > 0) {
      while (
        this.#matched < delimiter.length &&
        at < chunk.length &&
        chunk[at] === delimiter[this.#matched]
      ) {
        this.#matched++
        at++
      }
      if (this.#matched === delimiter.length) {
        this.#enterLine()
        return at
      }
      if (at === chunk.length) return at
      this.#giveBack(this.#matched)
    }
    const found = this.#findLine(chunk, at)
    if (found !== -1) {
      this.#give(chunk, at, found)
      this.#enterLine()
      return found + delimiter.length
    }
    this.#matched = this.#search.tail(chunk, at)
    this.#unseen = 0
    this.#give(chunk, at, chunk.length - this.#matched)
    return chunk.length
  }

  /** Where the next delimiter begins whose line is one as far as the chunk reaches: data is not cut up at false ones. */
  #findLine(chunk: Uint8Array, from: number): number {
    let found = this.#search.find(chunk, from)
    while (found !== -1) {
      const after = found + this.#search.delimiter.length
      if (!this.#isData(chunk, after)) return found
      found = this.#search.find(chunk, after)
    }
    return -1
  }

  #isData(chunk: Uint8Array, from: number): boolean {
    this.#line.begin()
    for (let at = from; at < chunk.length; at++) {
      const verdict = this.#line.take(chunk[at] ?? 0)
      if (verdict !== 'more') return verdict === 'no-delimiter'
    }
    return false
  }

  #enterLine(): void {
    this.#matched = this.#search.delimiter.length
    this.#line.begin()
    this.#state = 'line'
  }

  #readLine(chunk: Uint8Array, from: number): number {
    const line = this.#line
    let at = from
    while (at < chunk.length) {
      const verdict = line.take(chunk[at] ?? 0)
      if (verdict === 'no-delimiter') {
        this.#backToContent()
        return at
      }
      at++
      if (verdict === 'delimiter') {
        this.#open()
        return at
      }
      if (verdict === 'closing') {
        this.#close()
        return at
      }
    }
    return at
  }

  /** The line only began like a delimiter line. */
  #backToContent(): void {
    this.#state = this.#parts === 0 ? 'preamble' : 'content'
    const rest = this.#line.octets()
    this.#giveBack(this.#matched)
    // A carriage return may be the beginning of the true delimiter.
    const begins = rest.length > 0 && rest.at(-1) === this.#search.delimiter[0] ? 1 : 0
    this.#give(rest, 0, rest.length - begins)
    this.#matched = begins
  }

  #open(): void {
    if (this.#parts === 0) this.#decideLineEnd()
    else this.#sink.partEnd()
    if (this.#parts >= this.#limits.maxParts) throw tooManyParts(this.#limits.maxParts)
    this.#parts++
    this.#state = 'headers'
  }

  #decideLineEnd(): void {
    if (!this.#line.carriageReturn) return
    this.#search = new DelimiterSearch(this.#delimiter)
  }

  #close(): void {
    if (this.#parts > 0) this.#sink.partEnd()
    this.#sink.close()
    this.#state = 'epilogue'
    this.#ignored = 0
  }

  #readHeaders(chunk: Uint8Array, from: number): number {
    const next = this.#block.push(chunk, from)
    if (next === -1) return chunk.length
    const headers = this.#block.take()
    this.#state = 'content'
    // The empty line's end may be the one that begins the next delimiter: an empty part.
    this.#unseen = this.#search.delimiter[0] === 0x0d ? 2 : 1
    this.#matched = this.#unseen
    this.#sink.part(headers)
    return next
  }

  /** Gives the beginning of the delimiter, held until now, as data. */
  #giveBack(matched: number): void {
    const unseen = this.#unseen
    this.#matched = 0
    this.#unseen = 0
    if (matched > unseen) this.#give(this.#search.delimiter.slice(unseen, matched), 0, matched - unseen)
  }

  #give(octets: Uint8Array, start: number, end: number): void {
    if (end <= start) return
    if (this.#parts === 0) this.#ignore(end - start, 'preamble')
    else this.#sink.data(start === 0 && end === octets.length ? octets : octets.subarray(start, end))
  }

  #ignore(count: number, where: 'preamble' | 'epilogue'): void {
    this.#ignored += count
    const limit = where === 'preamble' ? this.#limits.maxPreambleBytes : this.#limits.maxEpilogueBytes
    if (this.#ignored > limit) throw tooMuchIgnored(where, limit)
  }

  #unfinished(): ProtocolError {
    const name = quotable(this.#boundary)
    return this.#parts === 0
      ? illegalStructure(
          `The body has no line "--${name}", expected the boundary of its Content-Type before each part`,
          `Kroppen saknar raden "--${name}", väntade gränsmarkören från dess Content-Type före varje del`,
        )
      : illegalStructure(
          `The body ends in part ${this.#parts} without its closing boundary, expected the line "--${name}--"`,
          `Kroppen slutar i del ${this.#parts} utan avslutande gränsmarkör, väntade raden "--${name}--"`,
        )
  }
}

function tooManyParts(limit: number): ProtocolError {
  return illegalStructure(
    `The body has more than ${limit} parts, expected at most that (maxParts)`,
    `Kroppen har fler än ${limit} delar, väntade högst så många (maxParts)`,
  )
}

function tooMuchIgnored(where: 'preamble' | 'epilogue', limit: number): ProtocolError {
  return where === 'preamble'
    ? illegalStructure(
        `More than ${limit} octets stand before the first boundary, expected at most that (maxPreambleBytes)`,
        `Mer än ${limit} oktetter står före den första gränsmarkören, väntade högst så många (maxPreambleBytes)`,
      )
    : illegalStructure(
        `More than ${limit} octets stand after the closing boundary, expected at most that (maxEpilogueBytes)`,
        `Mer än ${limit} oktetter står efter den avslutande gränsmarkören, väntade högst så många (maxEpilogueBytes)`,
      )
}
