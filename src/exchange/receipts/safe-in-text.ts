/** Control, format and separator characters and backslashes as `\uXXXX`: a file name can forge no line. */
export function safeInText(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}\\]/gu, (character) =>
    Array.from({ length: character.length }, (_, at) => escaped(character.charCodeAt(at))).join(''),
  )
}

function escaped(unit: number): string {
  return `\\u${unit.toString(16).toUpperCase().padStart(4, '0')}`
}
