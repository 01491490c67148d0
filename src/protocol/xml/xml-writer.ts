import { isXmlCharacter } from './character-data.ts'

const replacement = 0xfffd
const firstSize = 2048

const plain = new Uint8Array(256).fill(1, 0x20)
for (const char of '&<>"') plain[char.charCodeAt(0)] = 0

/**
 * Writes XML in ISO-8859-1 as octets at once, which is twice as fast as a string that is encoded afterwards. What
 * Latin-1 can't hold becomes a character reference, what XML can't hold U+FFFD; every other value reads back as it was.
 */
export class XmlWriter {
  #bytes = new Uint8Array(firstSize)
  #length = 0

  /** The XML declaration and the document type declaration, a line each, as other nodes expect them (2, 4). */
  head(root: string, systemId: string): this {
    return this.markup('<?xml version="1.0" encoding="ISO-8859-1"?>\n<!DOCTYPE ')
      .markup(root)
      .markup(' SYSTEM "')
      .markup(systemId)
      .markup('">\n')
  }

  /** Markup as it stands, in ASCII. */
  markup(text: string): this {
    this.#reserve(text.length)
    const bytes = this.#bytes
    let at = this.#length
    for (let i = 0; i < text.length; i++) bytes[at++] = text.charCodeAt(i)
    this.#length = at
    return this
  }

  /** ` name="value"`, with a space before it; nothing where `value` is undefined. */
  attribute(name: string, value: string | number | undefined): this {
    if (value === undefined) return this
    this.markup(' ').markup(name).markup('="')
    if (typeof value === 'number') this.markup(String(value))
    else this.#value(value, true)
    return this.markup('"')
  }

  /** Character data. */
  text(value: string): this {
    this.#value(value, false)
    return this
  }

  /** `<name>text</name>`; nothing where `text` is undefined. */
  element(name: string, text: string | undefined): this {
    if (text === undefined) return this
    return this.markup('<').markup(name).markup('>').text(text).end(name)
  }

  /** `</name>`. */
  end(name: string): this {
    return this.markup('</').markup(name).markup('>')
  }

  /** The octets that were written; the writer is empty again. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length)
    this.#length = 0
    return taken
  }

  #value(value: string, inAttribute: boolean): void {
    this.#reserve(value.length)
    const bytes = this.#bytes
    let at = this.#length
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i)
      if (code > 0xff || plain[code] === 0) {
        this.#length = at
        this.#escaped(value, i, inAttribute)
        return
      }
      bytes[at++] = code
    }
    this.#length = at
  }

  /** The rest of a value from the first character that can't stand as it is. */
  #escaped(value: string, start: number, inAttribute: boolean): void {
    for (const char of value.slice(start)) {
      const code = char.codePointAt(0) ?? replacement
      if (code <= 0xff && (plain[code] === 1 || (!inAttribute && (code === 0x9 || code === 0xa)))) {
        this.#reserve(1)
        this.#bytes[this.#length++] = code
      } else {
        this.markup(reference(code))
      }
    }
  }

  #reserve(more: number): void {
    const wanted = this.#length + more
    if (wanted <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(wanted, this.#bytes.length * 2))
    grown.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = grown
  }
}

function reference(code: number): string {
  switch (code) {
    case 0x22: {
      return '&quot;'
    }
    case 0x26: {
      return '&amp;'
    }
    case 0x3c: {
      return '&lt;'
    }
    case 0x3e: {
      return '&gt;'
    }
    default: {
      return `&#${isXmlCharacter(code) ? code : replacement};`
    }
  }
}
