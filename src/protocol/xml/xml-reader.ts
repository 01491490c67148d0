import type { ShsErrorCode } from '../protocol-error.ts'
import type { Words } from '../words.ts'
import { bang, equals, greater, less, question, slash } from './code-units.ts'
import { XmlError } from './xml-error.ts'
import type { XmlLimits } from './xml-limits.ts'
import { XmlScanner } from './xml-scanner.ts'
import {
  elementPlace,
  missingAttribute,
  quotable,
  unexpectedElement,
  unknownAttribute,
  wrongRoot,
} from './xml-words.ts'

export interface XmlReaderOptions {
  /** The charset of the MIME part or HTTP body, where the XML declaration names none. */
  readonly charset?: string | undefined
  readonly limits: XmlLimits
  /** The code of every error that a caller gives no other code. */
  readonly code: ShsErrorCode
}

/**
 * A pull reader of one XML document that lies in memory: `root`, then `child` until it is false, `text` or `skip` for
 * each child, `end` last. It reads less than XML on purpose: no internal subset, no entities but the five
 * predefined, no processing instructions, nothing fetched; so a document costs no more than its octets. Every fault
 * is an `XmlError`. (A general SAX parser takes three times as long for the tags of a label, and has its words in
 * English only; the tests hold this reader against one.)
 */
export class XmlReader {
  readonly #scan: XmlScanner
  readonly #limits: XmlLimits
  readonly #names: string[] = []
  readonly #values: string[] = []
  #attributes = 0
  #next = 0
  #elements = 0
  #selfClosed = false

  constructor(bytes: Uint8Array, options: XmlReaderOptions) {
    this.#limits = options.limits
    if (bytes.length > options.limits.bytes) {
      throw new XmlError(options.code, tooMany('bytes', options.limits.bytes, 'octets', 'oktetter'), 1)
    }
    this.#scan = new XmlScanner(bytes, options.charset, options.code)
  }

  /** The name of the element whose content is read, or whose start tag was read last. */
  get name(): string {
    return this.#scan.open.at(-1) ?? ''
  }

  /** Where the last start tag began: for `fault` about it later on. */
  get position(): number {
    return this.#scan.tagAt
  }

  /** Reads up to the root's start tag and answers its name; refuses other names than `wanted`, where that is given. */
  root(wanted?: readonly string[]): string {
    this.#scan.prolog()
    this.#startTag()
    if (wanted !== undefined && !wanted.includes(this.name))
      throw this.#scan.fault(wrongRoot(this.name, wanted))
    return this.name
  }

  /** The next child of the element whose content is read: true with its start tag read, false with the parent's end read. */
  child(): boolean {
    if (this.#selfClosed) return this.#close()
    for (;;) {
      const first = this.#scan.afterSpace()
      this.#scan.tagAt = this.#scan.at
      if (first !== less) throw this.#noElement(first)
      const second = this.#scan.unit(this.#scan.at + 1)
      if (second === slash) {
        this.#endTag()
        return false
      }
      if (second === question) throw this.#scan.instruction()
      if (second !== bang) {
        this.#startTag()
        return true
      }
      if (this.#scan.text.startsWith('<![CDATA[', this.#scan.at)) throw this.#noElement(second)
      this.#scan.comment()
    }
  }

  /** All text of the element whose start tag was read, up to and with its end tag; refuses an element in it. */
  text(): string {
    if (this.#selfClosed) {
      this.#close()
      return ''
    }
    let text = ''
    for (;;) {
      text += this.#scan.characters()
      const second = this.#scan.unit(this.#scan.at + 1)
      if (second === slash) {
        this.#endTag()
        return text
      }
      if (second === bang) {
        text += this.#scan.commentOrCdata()
        continue
      }
      if (second === question) throw this.#scan.instruction()
      const parent = this.name
      this.#startTag()
      throw this.#scan.fault(unexpectedElement(parent, this.name, []))
    }
  }

  /** Passes over the element whose start tag was read, with all that it holds. */
  skip(): void {
    const depth = this.#scan.open.length
    while (this.#scan.open.length >= depth) {
      if (this.#selfClosed) {
        this.#close()
        continue
      }
      this.#scan.characters()
      const second = this.#scan.unit(this.#scan.at + 1)
      if (second === slash) this.#endTag()
      else if (second === bang) this.#scan.commentOrCdata()
      else if (second === question) throw this.#scan.instruction()
      else this.#startTag()
    }
  }

  /** The end of the element whose start tag was read, which must hold nothing. */
  empty(): void {
    const parent = this.name
    if (this.child()) throw this.#scan.fault(unexpectedElement(parent, this.name, []))
  }

  /** The end of the document, after the root. */
  end(): void {
    for (;;) {
      this.#scan.afterSpace()
      if (this.#scan.at >= this.#scan.text.length) return
      this.#scan.tagAt = this.#scan.at
      if (!this.#scan.text.startsWith('<!--', this.#scan.at)) {
        throw this.#scan.malformed('something follows the root element', 'något följer efter rotelementet')
      }
      this.#scan.comment()
    }
  }

  /** The value of an attribute of the last start tag, as it stands. */
  attribute(name: string): string | undefined {
    // Readers ask in the order of the DTD, and so do most writers write: the next one is looked at first.
    const count = this.#attributes
    const next = this.#next
    for (let i = next; i < count; i++) {
      if (this.#names[i] === name) return this.#taken(i)
    }
    for (let i = 0; i < next; i++) {
      if (this.#names[i] === name) return this.#taken(i)
    }
    return undefined
  }

  /** As `attribute`, but undefined also where the value is empty: optional attributes are sent empty by some peers. */
  filled(name: string): string | undefined {
    const value = this.attribute(name)
    return value === '' ? undefined : value
  }

  /** The value of a required attribute of the last start tag; `wanted` says what it holds. */
  required(name: string, wanted: Words): string {
    const value = this.attribute(name)
    if (value === undefined) throw this.#scan.fault(missingAttribute(this.name, name, wanted))
    return value
  }

  /** Refuses attributes of the last start tag that are not among `known`. */
  allow(known: readonly string[]): void {
    let next = 0
    for (let i = 0; i < this.#attributes; i++) {
      const name = this.#names[i] ?? ''
      while (next < known.length && known[next] !== name) next++
      if (next < known.length) continue
      next = known.indexOf(name)
      if (next < 0) throw this.#scan.fault(unknownAttribute(this.name, name, known))
    }
  }

  /** An error with the line of the last start tag, or of an earlier `position`. */
  fault(words: Words, at?: number, code?: ShsErrorCode): XmlError {
    return this.#scan.fault(words, at, code)
  }

  #taken(index: number): string | undefined {
    this.#next = index + 1
    return this.#values[index]
  }

  /** Reads a start tag at `<` with its attributes. */
  #startTag(): void {
    this.#scan.tagAt = this.#scan.at
    const limits = this.#limits
    if (++this.#elements > limits.elements) {
      throw this.#scan.fault(tooMany('elements', limits.elements, 'elements', 'element'))
    }
    if (this.#scan.open.length >= limits.depth) {
      throw this.#scan.fault(
        tooMany('depth', limits.depth, 'elements inside one another', 'element i varandra'),
      )
    }
    this.#scan.at++
    this.#scan.open.push(this.#scan.name())
    let count = 0
    for (;;) {
      const before = this.#scan.at
      const first = this.#scan.afterSpace()
      if (first === greater || (first === slash && this.#scan.unit(this.#scan.at + 1) === greater)) {
        this.#scan.at += first === slash ? 2 : 1
        this.#selfClosed = first === slash
        this.#attributes = count
        this.#next = 0
        return
      }
      if (before === this.#scan.at) throw this.#scan.badTag()
      this.#attribute(count++)
    }
  }

  #attribute(index: number): void {
    if (index >= this.#limits.attributes) {
      throw this.#scan.fault(
        tooMany('attributes', this.#limits.attributes, 'attributes of one element', 'attribut i ett element'),
      )
    }
    const name = this.#scan.name()
    if (this.#scan.afterSpace() !== equals) throw this.#scan.badTag()
    this.#scan.at++
    for (let i = 0; i < index; i++) {
      if (this.#names[i] === name) {
        throw this.#scan.fault({
          en: `<${quotable(this.name)}> has the attribute ${quotable(name)} twice, expected it once`,
          sv: `<${quotable(this.name)}> har attributet ${quotable(name)} två gånger, väntade det en gång`,
        })
      }
    }
    this.#names[index] = name
    this.#values[index] = this.#scan.value(this.#scan.afterSpace())
  }

  #endTag(): void {
    const name = this.name
    const start = this.#scan.at
    if (!this.#scan.text.startsWith(name, start + 2)) throw this.#wrongEnd(start)
    this.#scan.at = start + 2 + name.length
    if (this.#scan.afterSpace() !== greater) throw this.#wrongEnd(start)
    this.#scan.at++
    this.#close()
  }

  #close(): false {
    this.#scan.open.pop()
    this.#selfClosed = false
    return false
  }

  #wrongEnd(at: number): XmlError {
    const name = quotable(this.name)
    const found = quotable(this.#scan.text.slice(at, at + 40).split('>')[0] ?? '')
    return this.#scan.malformed(
      `"${found}>" was found, expected </${name}>`,
      `"${found}>" hittades, väntade </${name}>`,
      at,
    )
  }

  #noElement(first: number): XmlError {
    if (first === 0 && this.#scan.at >= this.#scan.text.length) return this.#scan.cutOff()
    const place = elementPlace(this.name)
    return this.#scan.fault(
      {
        en: `The ${place.en} holds text, expected elements only`,
        sv: `I ${place.sv} står text, väntade bara element`,
      },
      this.#scan.at,
    )
  }
}

function tooMany(limit: string, most: number, en: string, sv: string): Words {
  return {
    en: `The document has more than ${most} ${en} (limit ${limit})`,
    sv: `Dokumentet har fler än ${most} ${sv} (gränsen ${limit})`,
  }
}
