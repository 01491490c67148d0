import { decodeLatin1 } from '../latin1.ts'
import { illegalStructure, type ProtocolError } from '../protocol-error.ts'

const lineFeed = 0x0a
const fieldName = /^[!-9;-~]+[ \t]*:/

/** Bounds of one block of header lines. */
export interface HeaderLimits {
  /** Octets, line ends and the empty last line included. */
  readonly maxHeaderBytes: number
  /** Lines; a folded line counts as often as it has lines. */
  readonly maxHeaderLines: number
}

/**
 * Gathers the lines of one header block, whatever pieces they come in. A line is kept as it came, without its line end
 * (CR LF or LF), one character an octet; a folded line stays several lines.
 */
export class HeaderBlock {
  readonly #limits: HeaderLimits
  #lines: string[] = []
  /** The beginning of a line whose end has not come. */
  #begun = ''
  #bytes = 0

  constructor(limits: HeaderLimits) {
    this.#limits = limits
  }

  /**
   * Takes octets from `from` on. Returns where the block's content begins, or -1 when the empty line has not come.
   * Throws IllegalMessageStructure for what is no header line and for a block beyond its limits.
   */
  push(octets: Uint8Array, from: number): number {
    let at = from
    for (;;) {
      const end = octets.indexOf(lineFeed, at)
      const next = end === -1 ? octets.length : end + 1
      this.#bytes += next - at
      if (this.#bytes > this.#limits.maxHeaderBytes) throw tooManyBytes(this.#limits.maxHeaderBytes)
      const piece = decodeLatin1(octets, at, end === -1 ? next : end)
      if (end === -1) {
        this.#begun += piece
        return -1
      }
      const whole = this.#begun + piece
      const line = whole.endsWith('\r') ? whole.slice(0, -1) : whole
      this.#begun = ''
      at = next
      if (line === '') return at
      this.#add(line)
    }
  }

  /** The lines, and an empty block again. */
  take(): readonly string[] {
    const lines = this.#lines
    this.#lines = []
    this.#bytes = 0
    return lines
  }

  #add(line: string): void {
    if (this.#lines.length >= this.#limits.maxHeaderLines) throw tooManyLines(this.#limits.maxHeaderLines)
    if (line.includes('\r') || line.includes('\0')) throw controlCharacter()
    if (!(isContinuation(line) ? this.#lines.length > 0 : fieldName.test(line))) throw noHeader()
    this.#lines.push(line)
  }
}

function isContinuation(line: string): boolean {
  return line.startsWith(' ') || line.startsWith('\t')
}

function tooManyBytes(limit: number): ProtocolError {
  return illegalStructure(
    `A block of header lines is longer than ${limit} octets, expected at most that (maxHeaderBytes)`,
    `Ett block av huvudrader är längre än ${limit} oktetter, väntade högst så många (maxHeaderBytes)`,
  )
}

function tooManyLines(limit: number): ProtocolError {
  return illegalStructure(
    `A block of header lines has more than ${limit} lines, expected at most that (maxHeaderLines)`,
    `Ett block av huvudrader har fler än ${limit} rader, väntade högst så många (maxHeaderLines)`,
  )
}

// The lines themselves are not told: where a message is broken they may be the file's.
function controlCharacter(): ProtocolError {
  return illegalStructure(
    'A header line holds a bare carriage return or a NUL, expected text',
    'En huvudrad innehåller en ensam vagnretur eller NUL, väntade text',
  )
}

function noHeader(): ProtocolError {
  return illegalStructure(
    'A line that is no header stands among the header lines, expected "Name: value" or an empty line',
    'En rad som inte är ett huvud står bland huvudraderna, väntade "Namn: värde" eller en tom rad',
  )
}
