import type { ShsErrorCode } from '../protocol-error.ts'
import type { Words } from '../words.ts'
import { resolveText } from './character-data.ts'
import { decodeXml, type XmlText } from './charset.ts'
import { isNameCharacter, isNameStart } from './names.ts'
import { XmlError } from './xml-error.ts'
import type { XmlLimits } from './xml-limits.ts'
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

const tab = 0x09
const lineFeed = 0x0a
const carriageReturn = 0x0d
const space = 0x20
const bang = 0x21
const doubleQuote = 0x22
const ampersand = 0x26
const singleQuote = 0x27
const slash = 0x2f
const less = 0x3c
const equals = 0x3d
const greater = 0x3e
const question = 0x3f
const beyondXml = 0xfffe

const declaration =
  /<\?xml[\t\n\r ]+version[\t\n\r ]*=[\t\n\r ]*(?:"1\.\d+"|'1\.\d+')(?:[\t\n\r ]+encoding[\t\n\r ]*=[\t\n\r ]*(?:"[^"<>]*"|'[^'<>]*'))?(?:[\t\n\r ]+standalone[\t\n\r ]*=[\t\n\r ]*(?:"(?:yes|no)"|'(?:yes|no)'))?[\t\n\r ]*\?>/y
const doctype =
  /<!DOCTYPE[\t\n\r ]+[^\t\n\r <>[\]"'&]+(?:[\t\n\r ]+(?:SYSTEM|PUBLIC[\t\n\r ]+(?:"[^"<]*"|'[^'<]*'))[\t\n\r ]+(?:"[^"<]*"|'[^'<]*'))?[\t\n\r ]*>/y
const subset = /<!DOCTYPE[^<>"'[]*(?:(?:"[^"]*"|'[^']*')[^<>"'[]*)*\[/y

/**
 * A pull reader of one XML document that lies in memory: `root`, then `child` until it is false, `text` or `skip` for
 * each child, `end` last. It reads less than XML on purpose: no internal subset, no entities but the five
 * predefined, no processing instructions, nothing fetched; so a document costs no more than its octets. Every fault
 * is an `XmlError`. (A general SAX parser took twice the time of a whole label, and has its words in English only;
 * the tests hold this reader against one.)
 */
export class XmlReader {
  readonly #text: string
  readonly #units: XmlText['units']
  readonly #limits: XmlLimits
  readonly #code: ShsErrorCode
  readonly #open: string[] = []
  readonly #names: string[] = []
  readonly #values: string[] = []
  #attributes = 0
  #next = 0
  #elements = 0
  #at = 0
  #tagAt = 0
  #selfClosed = false

  constructor(bytes: Uint8Array, options: XmlReaderOptions) {
    this.#limits = options.limits
    this.#code = options.code
    if (bytes.length > options.limits.bytes) {
      throw new XmlError(options.code, tooMany('bytes', options.limits.bytes, 'octets', 'oktetter'), 1)
    }
    const { text, units } = decodeXml(bytes, options.charset, options.code)
    this.#text = text
    this.#units = units
  }

  /** The name of the element whose content is read, or whose start tag was read last. */
  get name(): string {
    return this.#open.at(-1) ?? ''
  }

  /** Where the last start tag began: for `fault` about it later on. */
  get position(): number {
    return this.#tagAt
  }

  /** Reads up to the root's start tag and answers its name; refuses other names than `wanted`, where that is given. */
  root(wanted?: readonly string[]): string {
    this.#prolog()
    this.#startTag()
    if (wanted !== undefined && !wanted.includes(this.name)) throw this.fault(wrongRoot(this.name, wanted))
    return this.name
  }

  /** The next child of the element whose content is read: true with its start tag read, false with the parent's end read. */
  child(): boolean {
    if (this.#selfClosed) return this.#close()
    for (;;) {
      const first = this.#afterSpace()
      this.#tagAt = this.#at
      if (first !== less) throw this.#noElement(first)
      const second = this.#unit(this.#at + 1)
      if (second === slash) {
        this.#endTag()
        return false
      }
      if (second === question) throw this.#instruction()
      if (second !== bang) {
        this.#startTag()
        return true
      }
      if (this.#text.startsWith('<![CDATA[', this.#at)) throw this.#noElement(second)
      this.#comment()
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
      text += this.#characters()
      const second = this.#unit(this.#at + 1)
      if (second === slash) {
        this.#endTag()
        return text
      }
      if (second === bang) {
        text += this.#commentOrCdata()
        continue
      }
      if (second === question) throw this.#instruction()
      const parent = this.name
      this.#startTag()
      throw this.fault(unexpectedElement(parent, this.name, []))
    }
  }

  /** Passes over the element whose start tag was read, with all that it holds. */
  skip(): void {
    const depth = this.#open.length
    while (this.#open.length >= depth) {
      if (this.#selfClosed) {
        this.#close()
        continue
      }
      this.#characters()
      const second = this.#unit(this.#at + 1)
      if (second === slash) this.#endTag()
      else if (second === bang) this.#commentOrCdata()
      else if (second === question) throw this.#instruction()
      else this.#startTag()
    }
  }

  /** The end of the element whose start tag was read, which must hold nothing. */
  empty(): void {
    const parent = this.name
    if (this.child()) throw this.fault(unexpectedElement(parent, this.name, []))
  }

  /** The end of the document, after the root. */
  end(): void {
    for (;;) {
      this.#afterSpace()
      if (this.#at >= this.#text.length) return
      this.#tagAt = this.#at
      if (!this.#text.startsWith('<!--', this.#at)) {
        throw this.#malformed('something follows the root element', 'något följer efter rotelementet')
      }
      this.#comment()
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
    if (value === undefined) throw this.fault(missingAttribute(this.name, name, wanted))
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
      if (next < 0) throw this.fault(unknownAttribute(this.name, name, known))
    }
  }

  /** An error with the line of the last start tag, or of an earlier `position`. */
  fault(words: Words, at = this.#tagAt, code = this.#code): XmlError {
    let line = 1
    for (let i = this.#text.indexOf('\n'); i >= 0 && i < at; i = this.#text.indexOf('\n', i + 1)) line++
    return new XmlError(code, words, line)
  }

  #taken(index: number): string | undefined {
    this.#next = index + 1
    return this.#values[index]
  }

  #prolog(): void {
    const text = this.#text
    this.#afterSpace()
    if (text.startsWith('<?xml', this.#at) && !isNameCharacter(this.#unit(this.#at + 5))) {
      this.#match(declaration, 'the XML declaration is ill-formed', 'XML-deklarationen är felaktig')
    }
    let typed = false
    for (;;) {
      this.#afterSpace()
      this.#tagAt = this.#at
      if (text.startsWith('<!--', this.#at)) {
        this.#comment()
      } else if (text.startsWith('<!DOCTYPE', this.#at) && !typed) {
        this.#doctype()
        typed = true
      } else if (text.startsWith('<?', this.#at)) {
        throw this.#instruction()
      } else if (this.#unit(this.#at) === less) {
        return
      } else {
        throw this.#malformed('no root element was found', 'inget rotelement hittades')
      }
    }
  }

  #doctype(): void {
    doctype.lastIndex = this.#at
    if (doctype.test(this.#text)) {
      this.#at = doctype.lastIndex
      return
    }
    subset.lastIndex = this.#at
    if (!subset.test(this.#text)) {
      throw this.#malformed(
        'the document type declaration is ill-formed',
        'dokumenttypsdeklarationen är felaktig',
      )
    }
    throw this.fault({
      en: 'The document type declaration has an internal subset ("["), expected none: entities and declarations are refused',
      sv: 'Dokumenttypsdeklarationen har en intern del ("["), väntade ingen: entiteter och deklarationer vägras',
    })
  }

  #match(pattern: RegExp, en: string, sv: string): void {
    pattern.lastIndex = this.#at
    if (!pattern.test(this.#text)) throw this.#malformed(en, sv)
    this.#at = pattern.lastIndex
  }

  /** Reads a start tag at `<` with its attributes. */
  #startTag(): void {
    this.#tagAt = this.#at
    const limits = this.#limits
    if (++this.#elements > limits.elements) {
      throw this.fault(tooMany('elements', limits.elements, 'elements', 'element'))
    }
    if (this.#open.length >= limits.depth) {
      throw this.fault(tooMany('depth', limits.depth, 'elements inside one another', 'element i varandra'))
    }
    this.#at++
    this.#open.push(this.#name())
    let count = 0
    for (;;) {
      const before = this.#at
      const first = this.#afterSpace()
      if (first === greater || (first === slash && this.#unit(this.#at + 1) === greater)) {
        this.#at += first === slash ? 2 : 1
        this.#selfClosed = first === slash
        this.#attributes = count
        this.#next = 0
        return
      }
      if (before === this.#at) throw this.#badTag()
      this.#attribute(count++)
    }
  }

  #attribute(index: number): void {
    if (index >= this.#limits.attributes) {
      throw this.fault(
        tooMany('attributes', this.#limits.attributes, 'attributes of one element', 'attribut i ett element'),
      )
    }
    const name = this.#name()
    if (this.#afterSpace() !== equals) throw this.#badTag()
    this.#at++
    for (let i = 0; i < index; i++) {
      if (this.#names[i] === name) {
        throw this.fault({
          en: `<${quotable(this.name)}> has the attribute ${quotable(name)} twice, expected it once`,
          sv: `<${quotable(this.name)}> har attributet ${quotable(name)} två gånger, väntade det en gång`,
        })
      }
    }
    this.#names[index] = name
    this.#values[index] = this.#value(this.#afterSpace())
  }

  /** Reads a quoted attribute value. */
  #value(quote: number): string {
    const units = this.#units
    if (quote !== doubleQuote && quote !== singleQuote) throw this.#badTag()
    const start = this.#at + 1
    let plain = true
    let at = start
    for (; ; at++) {
      const code = units[at] ?? 0
      if (code === quote) break
      if (code > less && code < beyondXml) continue
      if (code >= space && code < less) {
        if (code === ampersand) plain = false
      } else if (code === tab || code === lineFeed || code === carriageReturn) {
        plain = false
      } else if (at >= units.length) {
        throw this.#cutOff()
      } else if (code === less) {
        throw this.#badTag()
      } else {
        throw this.#control(at)
      }
    }
    this.#at = at + 1
    const raw = this.#text.slice(start, at)
    return plain ? raw : this.#resolve(raw, true)
  }

  /** Reads character data up to the next `<`. */
  #characters(): string {
    const units = this.#units
    const start = this.#at
    let plain = true
    let at = start
    for (; ; at++) {
      const code = units[at] ?? 0
      if (code === less) break
      if (code > greater && code < beyondXml) continue
      if (code >= space && code <= greater) {
        if (code === ampersand) plain = false
        else if (code === greater && this.#text.startsWith(']]', at - 2)) {
          throw this.#malformed('"]]>" stands in text', '"]]>" står i text', at)
        }
      } else if (code === carriageReturn) {
        plain = false
      } else if (at >= units.length) {
        throw this.#cutOff()
      } else if (code !== tab && code !== lineFeed) {
        throw this.#control(at)
      }
    }
    this.#at = at
    if (at === start) return ''
    const raw = this.#text.slice(start, at)
    return plain ? raw : this.#resolve(raw, false)
  }

  #resolve(raw: string, inAttribute: boolean): string {
    const at = this.#at
    return resolveText(raw, inAttribute, (found) => this.#reference(found, at))
  }

  #name(): string {
    const text = this.#text
    const units = this.#units
    const start = this.#at
    let at = start
    for (;;) {
      const code = units[at] ?? 0
      if (code < 0x80) {
        if (!isNameCharacter(code)) break
        at++
      } else {
        const whole = text.codePointAt(at)
        if (whole === undefined || !isNameCharacter(whole)) break
        at += whole > 0xffff ? 2 : 1
      }
    }
    if (at === start || !isNameStart(text.codePointAt(start) ?? 0)) throw this.#badTag()
    this.#at = at
    return text.slice(start, at)
  }

  #endTag(): void {
    const name = this.name
    const start = this.#at
    if (!this.#text.startsWith(name, start + 2)) throw this.#wrongEnd(start)
    this.#at = start + 2 + name.length
    if (this.#afterSpace() !== greater) throw this.#wrongEnd(start)
    this.#at++
    this.#close()
  }

  #close(): false {
    this.#open.pop()
    this.#selfClosed = false
    return false
  }

  #comment(): void {
    if (!this.#text.startsWith('<!--', this.#at)) {
      throw this.#malformed('an unknown declaration ("<!") was found', 'en okänd deklaration ("<!") hittades')
    }
    const end = this.#text.indexOf('--', this.#at + 4)
    if (end < 0) throw this.#cutOff()
    if (this.#unit(end + 2) !== greater) {
      throw this.#malformed('a comment holds "--"', 'en kommentar innehåller "--"')
    }
    this.#checkCharacters(this.#at, end)
    this.#at = end + 3
  }

  #commentOrCdata(): string {
    if (!this.#text.startsWith('<![CDATA[', this.#at)) {
      this.#comment()
      return ''
    }
    const start = this.#at + 9
    const end = this.#text.indexOf(']]>', start)
    if (end < 0) throw this.#cutOff()
    this.#checkCharacters(start, end)
    this.#at = end + 3
    return this.#text.slice(start, end).replaceAll(/\r\n?/g, '\n')
  }

  #checkCharacters(start: number, end: number): void {
    for (let at = start; at < end; at++) {
      const code = this.#unit(at)
      const allowed =
        code >= space ? code < beyondXml : code === tab || code === lineFeed || code === carriageReturn
      if (!allowed) throw this.#control(at)
    }
  }

  /** Passes over white space and answers the code of what comes then; 0 at the end. */
  #afterSpace(): number {
    const units = this.#units
    let at = this.#at
    let code = units[at] ?? 0
    while (code === space || code === lineFeed || code === carriageReturn || code === tab) {
      code = units[++at] ?? 0
    }
    this.#at = at
    return code
  }

  /** The code unit at an index; 0 beyond the end. */
  #unit(at: number): number {
    return this.#units[at] ?? 0
  }

  #malformed(en: string, sv: string, at = this.#at): XmlError {
    return this.fault(
      { en: `The XML is not well-formed: ${en}`, sv: `XML-dokumentet är inte välformat: ${sv}` },
      at,
    )
  }

  #badTag(): XmlError {
    const name = quotable(this.name)
    return this.#malformed(
      `a start tag is wrong near <${name}>, expected <name attribute="value" …>`,
      `en starttagg är fel vid <${name}>, väntade <namn attribut="värde" …>`,
      this.#tagAt,
    )
  }

  #wrongEnd(at: number): XmlError {
    const name = quotable(this.name)
    const found = quotable(this.#text.slice(at, at + 40).split('>')[0] ?? '')
    return this.#malformed(
      `"${found}>" was found, expected </${name}>`,
      `"${found}>" hittades, väntade </${name}>`,
      at,
    )
  }

  #noElement(first: number): XmlError {
    if (first === 0 && this.#at >= this.#text.length) return this.#cutOff()
    const place = elementPlace(this.name)
    return this.fault(
      {
        en: `The ${place.en} holds text, expected elements only`,
        sv: `I ${place.sv} står text, väntade bara element`,
      },
      this.#at,
    )
  }

  #cutOff(): XmlError {
    const name = quotable(this.name)
    return this.#malformed(
      `the document ends inside <${name}>, expected </${name}>`,
      `dokumentet slutar inne i <${name}>, väntade </${name}>`,
      this.#text.length,
    )
  }

  #control(at: number): XmlError {
    const code = this.#unit(at).toString(16).toUpperCase().padStart(4, '0')
    return this.#malformed(`the character U+${code} was found`, `tecknet U+${code} hittades`, at)
  }

  #instruction(): XmlError {
    return this.fault(
      {
        en: 'A processing instruction ("<?") was found, expected none',
        sv: 'En processinstruktion ("<?") hittades, väntade ingen',
      },
      this.#at,
    )
  }

  #reference(found: string, at: number): never {
    throw this.fault(
      {
        en: `The reference "${quotable(found)}" was found, expected only character references and &lt; &gt; &amp; &quot; &apos;`,
        sv: `Referensen "${quotable(found)}" hittades, väntade bara teckenreferenser och &lt; &gt; &amp; &quot; &apos;`,
      },
      at,
    )
  }
}

function tooMany(limit: string, most: number, en: string, sv: string): Words {
  return {
    en: `The document has more than ${most} ${en} (limit ${limit})`,
    sv: `Dokumentet har fler än ${most} ${sv} (gränsen ${limit})`,
  }
}
