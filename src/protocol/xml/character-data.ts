const named = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
])
const reference = /&([^;&<\s]{0,32})(;?)/g

/** True where a code point may stand in an XML 1.0 document. */
export function isXmlCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd
  return code < 0xd800 || (code > 0xdfff && code < 0xfffe) || (code > 0xffff && code <= 0x10ffff)
}

/**
 * Line ends made LF, then character references and the five predefined entities resolved; in an attribute literal tabs
 * and line ends become spaces (XML 1.0, 2.11 and 3.3.3). `refuse` is told any other reference, and throws.
 */
export function resolveText(raw: string, inAttribute: boolean, refuse: (found: string) => never): string {
  let text = raw.includes('\r') ? raw.replaceAll(/\r\n?/g, '\n') : raw
  if (inAttribute) text = text.replaceAll(/[\t\n]/g, ' ')
  if (!text.includes('&')) return text
  return text.replaceAll(reference, (found: string, name: string, end: string) => {
    const value = end === ';' ? resolve(name) : undefined
    return value ?? refuse(found)
  })
}

function resolve(name: string): string | undefined {
  const digits = /^#(?:x([0-9a-fA-F]+)|([0-9]+))$/.exec(name)
  if (digits === null) return named.get(name)
  const code = digits[1] === undefined ? Number(digits[2]) : Number.parseInt(digits[1], 16)
  return isXmlCharacter(code) ? String.fromCodePoint(code) : undefined
}
