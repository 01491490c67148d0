/**
 * The value of the first header field of a name (given in lower case) in header lines as they came: unfolded, without
 * white space around it, one character an octet; undefined where there is none.
 */
export function headerValue(lines: readonly string[], name: string): string | undefined {
  for (const [index, line] of lines.entries()) {
    const colon = line.indexOf(':')
    if (colon < name.length || line.slice(0, colon).trimEnd().toLowerCase() !== name) continue
    let value = line.slice(colon + 1)
    for (let at = index + 1; at < lines.length; at++) {
      const next = lines[at] ?? ''
      if (!next.startsWith(' ') && !next.startsWith('\t')) break
      value += next
    }
    return value.trim()
  }
  return undefined
}
