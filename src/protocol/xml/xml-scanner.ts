import type { ShsErrorCode } from '../protocol-error.ts'
import type { Words } from '../words.ts'
import { resolveText } from './character-data.ts'
import { decodeXml, type XmlText } from './charset.ts'
import {
  ampersand,
  beyondXml,
  carriageReturn,
  doubleQuote,
  greater,
  less,
  lineFeed,
  singleQuote,
  space,
  tab,
} from './code-units.ts'
import { isNameCharacter, isNameStart } from './names.ts'
import { XmlError } from './xml-error.ts'
import { quotable } from './xml-words.ts'

const declaration =
  /<\?xml[\t\n\r ]+version[\t\n\r ]*=[\t\n\r ]*(?:"1\.\d+"|'1\.\d+')(?:[\t\n\r ]+encoding[\t\n\r ]*=[\t\n\r ]*(?:"[^"<>]*"|'[^'<>]*'))?(?:[\t\n\r ]+standalone[\t\n\r ]*=[\t\n\r ]*(?:"(?:yes|no)"|'(?:yes|no)'))?[\t\n\r ]*\?>/y
const doctype =
  /<!DOCTYPE[\t\n\r ]+[^\t\n\r <>[\]"'&]+(?:[\t\n\r ]+(?:SYSTEM|PUBLIC[\t\n\r ]+(?:"[^"<]*"|'[^'<]*'))[\t\n\r ]+(?:"[^"<]*"|'[^'<]*'))?[\t\n\r ]*>/y
const subset = /<!DOCTYPE[^<>"'[]*(?:(?:"[^"]*"|'[^']*')[^<>"'[]*)*\[/y

/** The smallest pieces of an XML document: names, quoted values, character data, comments, what stands before the root. */
export class XmlScanner {
  readonly text: string
  /** The elements that are open, outermost first. */
  readonly open: string[] = []
  /** Where it reads. */
  at = 0
  /** Where the last tag began. */
  tagAt = 0
  readonly #units: XmlText['units']
  readonly #code: ShsErrorCode

  constructor(bytes: Uint8Array, charset: string | undefined, code: ShsErrorCode) {
    const { text, units } = decodeXml(bytes, charset, code)
    this.text = text
    this.#units = units
    this.#code = code
  }

  /** Passes over the XML declaration, the document type declaration and comments, up to the root's `<`. */
  prolog(): void {
    const text = this.text
    this.afterSpace()
    if (text.startsWith('<?xml', this.at) && !isNameCharacter(this.unit(this.at + 5))) {
      this.#match(declaration, 'the XML declaration is ill-formed', 'XML-deklarationen är felaktig')
    }
    let typed = false
    for (;;) {
      this.afterSpace()
      this.tagAt = this.at
      if (text.startsWith('<!--', this.at)) {
        this.comment()
      } else if (text.startsWith('<!DOCTYPE', this.at) && !typed) {
        this.#doctype()
        typed = true
      } else if (text.startsWith('<?', this.at)) {
        throw this.instruction()
      } else if (this.unit(this.at) === less) {
        return
      } else {
        throw this.malformed('no root element was found', 'inget rotelement hittades')
      }
    }
  }

  #doctype(): void {
    doctype.lastIndex = this.at
    if (doctype.test(this.text)) {
      this.at = doctype.lastIndex
      return
    }
    subset.lastIndex = this.at
    if (!subset.test(this.text)) {
      throw this.malformed(
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
    pattern.lastIndex = this.at
    if (!pattern.test(this.text)) throw this.malformed(en, sv)
    this.at = pattern.lastIndex
  }

  /** Reads a quoted attribute value, whose first unit is `quote`. */
  value(quote: number): string {
    const units = this.#units
    if (quote !== doubleQuote && quote !== singleQuote) throw this.badTag()
    const start = this.at + 1
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
        throw this.cutOff()
      } else if (code === less) {
        throw this.badTag()
      } else {
        throw this.#control(at)
      }
    }
    this.at = at + 1
    const raw = this.text.slice(start, at)
    return plain ? raw : this.#resolve(raw, true)
  }

  /** Reads character data up to the next `<`. */
  characters(): string {
    const units = this.#units
    const start = this.at
    let plain = true
    let at = start
    for (; ; at++) {
      const code = units[at] ?? 0
      if (code === less) break
      if (code > greater && code < beyondXml) continue
      if (code >= space && code <= greater) {
        if (code === ampersand) plain = false
        else if (code === greater && this.text.startsWith(']]', at - 2)) {
          throw this.malformed('"]]>" stands in text', '"]]>" står i text', at)
        }
      } else if (code === carriageReturn) {
        plain = false
      } else if (at >= units.length) {
        throw this.cutOff()
      } else if (code !== tab && code !== lineFeed) {
        throw this.#control(at)
      }
    }
    this.at = at
    if (at === start) return ''
    const raw = this.text.slice(start, at)
    return plain ? raw : this.#resolve(raw, false)
  }

  #resolve(raw: string, inAttribute: boolean): string {
    const at = this.at
    return resolveText(raw, inAttribute, (found) => this.#reference(found, at))
  }

  /** Reads a name. */
  name(): string {
    const text = this.text
    const units = this.#units
    const start = this.at
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
    if (at === start || !isNameStart(text.codePointAt(start) ?? 0)) throw this.badTag()
    this.at = at
    return text.slice(start, at)
  }

  /** Passes over a comment. */
  comment(): void {
    if (!this.text.startsWith('<!--', this.at)) {
      throw this.malformed('an unknown declaration ("<!") was found', 'en okänd deklaration ("<!") hittades')
    }
    const end = this.text.indexOf('--', this.at + 4)
    if (end < 0) throw this.cutOff()
    if (this.unit(end + 2) !== greater) {
      throw this.malformed('a comment holds "--"', 'en kommentar innehåller "--"')
    }
    this.#checkCharacters(this.at, end)
    this.at = end + 3
  }

  /** Passes over a comment, or reads the text of a CDATA section. */
  commentOrCdata(): string {
    if (!this.text.startsWith('<![CDATA[', this.at)) {
      this.comment()
      return ''
    }
    const start = this.at + 9
    const end = this.text.indexOf(']]>', start)
    if (end < 0) throw this.cutOff()
    this.#checkCharacters(start, end)
    this.at = end + 3
    return this.text.slice(start, end).replaceAll(/\r\n?/g, '\n')
  }

  #checkCharacters(start: number, end: number): void {
    for (let at = start; at < end; at++) {
      const code = this.unit(at)
      const allowed =
        code >= space ? code < beyondXml : code === tab || code === lineFeed || code === carriageReturn
      if (!allowed) throw this.#control(at)
    }
  }

  /** Passes over white space and answers the code of what comes then; 0 at the end. */
  afterSpace(): number {
    const units = this.#units
    let at = this.at
    let code = units[at] ?? 0
    while (code === space || code === lineFeed || code === carriageReturn || code === tab) {
      code = units[++at] ?? 0
    }
    this.at = at
    return code
  }

  /** The code unit at an index; 0 beyond the end. */
  unit(at: number): number {
    return this.#units[at] ?? 0
  }

  /** An error with the line of the last tag, or of another place. */
  fault(words: Words, at = this.tagAt, code = this.#code): XmlError {
    let line = 1
    for (let i = this.text.indexOf('\n'); i >= 0 && i < at; i = this.text.indexOf('\n', i + 1)) line++
    return new XmlError(code, words, line)
  }

  malformed(en: string, sv: string, at = this.at): XmlError {
    return this.fault(
      { en: `The XML is not well-formed: ${en}`, sv: `XML-dokumentet är inte välformat: ${sv}` },
      at,
    )
  }

  badTag(): XmlError {
    const name = quotable(this.open.at(-1) ?? '')
    return this.malformed(
      `a start tag is wrong near <${name}>, expected <name attribute="value" …>`,
      `en starttagg är fel vid <${name}>, väntade <namn attribut="värde" …>`,
      this.tagAt,
    )
  }

  cutOff(): XmlError {
    const name = quotable(this.open.at(-1) ?? '')
    return this.malformed(
      `the document ends inside <${name}>, expected </${name}>`,
      `dokumentet slutar inne i <${name}>, väntade </${name}>`,
      this.text.length,
    )
  }

  #control(at: number): XmlError {
    const code = this.unit(at).toString(16).toUpperCase().padStart(4, '0')
    return this.malformed(`the character U+${code} was found`, `tecknet U+${code} hittades`, at)
  }

  instruction(): XmlError {
    return this.fault(
      {
        en: 'A processing instruction ("<?") was found, expected none',
        sv: 'En processinstruktion ("<?") hittades, väntade ingen',
      },
      this.at,
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
