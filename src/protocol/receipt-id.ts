import type { Words } from './words.ts'

/** Crockford's base32 symbols. */
const symbols = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const randomSymbols = 15
const modulus = 37
const quotedLength = 40

/** What a text meant as a receipt id is: the id in its canonical form, or why it is none. */
export type ParsedReceiptId =
  | { readonly ok: true; readonly id: string }
  | { readonly ok: false; readonly why: Words }

/**
 * A new receipt id in its canonical form, 16 symbols in upper case without hyphens, of at least 10 random octets
 * (product.md 5); undefined where its check symbol is no letter or digit, and the caller draws again. Throws RangeError
 * for fewer octets.
 */
export function receiptIdFrom(random: Uint8Array): string | undefined {
  if (random.length < 10) throw new RangeError('a receipt id takes at least 10 random octets')
  let id = ''
  let bits = 0
  let held = 0
  let at = 0
  while (id.length < randomSymbols) {
    if (held < 5) {
      bits = ((bits << 8) | (random[at++] ?? 0)) & 0xfff
      held += 8
    }
    held -= 5
    id += symbols[(bits >> held) & 31] ?? ''
  }
  const check = checkSymbol(id)
  return check === undefined ? undefined : id + check
}

/** A canonical receipt id as people read it: fours with hyphens between them. */
export function formatReceiptId(id: string): string {
  return id.replaceAll(/.{4}(?=.)/g, '$&-')
}

/**
 * Reads a receipt id as a person typed it: case, hyphens and blanks don't matter, and I, L and O are read as 1, 1 and 0.
 */
export function parseReceiptId(text: string): ParsedReceiptId {
  const id = text
    .replaceAll(/[\s\p{Pd}\u2212\u00ad]/gu, '')
    .toUpperCase()
    .replaceAll(/[IL]/g, '1')
    .replaceAll('O', '0')
  const wrong = /[^0-9A-HJKMNP-TV-Z]/u.exec(id)?.[0]
  if (wrong !== undefined) return { ok: false, why: wrongSymbol(text, wrong) }
  if (id.length !== randomSymbols + 1) return { ok: false, why: wrongLength(text, id.length) }
  if (checkSymbol(id.slice(0, randomSymbols)) !== id.at(-1)) return { ok: false, why: wrongCheck(text) }
  return { ok: true, id }
}

/** Crockford's check symbol, modulo 37; undefined for the five that are none of his 32 symbols (`* ~ $ = U`). */
function checkSymbol(id: string): string | undefined {
  let rest = 0
  for (const symbol of id) rest = (rest * 32 + symbols.indexOf(symbol)) % modulus
  return symbols[rest]
}

function quoted(text: string): string {
  const line = text.trim().replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ')
  return line.length > quotedLength ? `${line.slice(0, quotedLength)}…` : line
}

function wrongSymbol(text: string, symbol: string): Words {
  return {
    en: `The receipt id "${quoted(text)}" holds "${quoted(symbol)}", expected only digits and letters other than U`,
    sv: `Kvittens-id:t "${quoted(text)}" innehåller "${quoted(symbol)}", väntade bara siffror och andra bokstäver än U, Å, Ä och Ö`,
  }
}

function wrongLength(text: string, length: number): Words {
  return {
    en: `The receipt id "${quoted(text)}" has ${length} symbols, expected 16`,
    sv: `Kvittens-id:t "${quoted(text)}" har ${length} tecken, väntade 16`,
  }
}

function wrongCheck(text: string): Words {
  return {
    en: `The check symbol (the last one) of the receipt id "${quoted(text)}" does not fit, expected an id without mistypings`,
    sv: `Kontrolltecknet (det sista) i kvittens-id:t "${quoted(text)}" stämmer inte, väntade ett id utan felskrivning`,
  }
}
