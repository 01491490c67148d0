const inName = new Uint8Array(128)
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_:') inName[char.charCodeAt(0)] = 2
for (const char of '0123456789.-') inName[char.charCodeAt(0)] = 1

// Code points above ASCII in XML 1.0, fifth edition, as first and last of each range.
const startRanges = [
  [0xc0, 0xd6],
  [0xd8, 0xf6],
  [0xf8, 0x2ff],
  [0x370, 0x37d],
  [0x37f, 0x1fff],
  [0x200c, 0x200d],
  [0x2070, 0x218f],
  [0x2c00, 0x2fef],
  [0x3001, 0xd7ff],
  [0xf900, 0xfdcf],
  [0xfdf0, 0xfffd],
  [0x10000, 0xeffff],
] as const
const restRanges = [
  [0xb7, 0xb7],
  [0x300, 0x36f],
  [0x203f, 0x2040],
] as const

/** True where a character with this code point may stand in an XML name. */
export function isNameCharacter(code: number): boolean {
  if (code < 128) return inName[code] !== 0
  return isIn(startRanges, code) || isIn(restRanges, code)
}

/** True where a character with this code point may begin an XML name. */
export function isNameStart(code: number): boolean {
  if (code < 128) return inName[code] === 2
  return isIn(startRanges, code)
}

/** True for an XML name token: one name character or more. */
export function isNmtoken(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 128 ? inName[code] === 0 : !isNameCharacter(text.codePointAt(i) ?? 0)) return false
    if (code >= 0xd800 && code <= 0xdbff) i++
  }
  return text.length > 0
}

function isIn(ranges: readonly (readonly [number, number])[], code: number): boolean {
  return ranges.some(([first, last]) => code >= first && code <= last)
}
