import type { Terminal } from '../command.ts'

/** How many columns the person's terminal has; undefined where stdout is no terminal, and lines are left as they are. */
export function widthOf({ stdout }: Terminal): number | undefined {
  const columns = 'columns' in stdout ? stdout.columns : undefined
  return typeof columns === 'number' && columns > 0 ? columns : undefined
}

/**
 * A line as lines of at most `width` columns, broken between words; those after the first begin with `indent` spaces.
 * A word that is longer than a line stays whole: it is a path, a URL or an id, and wants to be copied.
 */
export function wrapped(line: string, width: number | undefined, indent: number): readonly string[] {
  if (width === undefined || line.length <= width) return [line]
  const lines: string[] = []
  const lead = /^ */.exec(line)?.[0] ?? ''
  let current = lead
  for (const [, gap = '', word = ''] of line.slice(lead.length).matchAll(/( *)([^ ]+)/g)) {
    if (current.trim() !== '' && current.length + gap.length + word.length > width) {
      lines.push(current)
      current = ' '.repeat(indent) + word
    } else {
      current += gap + word
    }
  }
  return [...lines, current]
}

/** The words of a command as lines for a shell, each but the last ended by a backslash. */
export function wrappedCommand(
  words: readonly string[],
  width: number | undefined,
  indent: number,
): readonly string[] {
  const lines: string[] = []
  let current = ''
  for (const part of withTheirValues(words)) {
    const longer = current === '' ? part : `${current} ${part}`
    // Two columns are for the backslash.
    if (current === '' || width === undefined || longer.length + 2 <= width - indent) {
      current = longer
    } else {
      lines.push(`${current} \\`)
      current = `  ${part}`
    }
  }
  return [...lines, current]
}

/** An option and its value stay on one line. */
function withTheirValues(words: readonly string[]): readonly string[] {
  const parts: string[] = []
  let option = ''
  for (const word of words) {
    if (/^--?[A-Za-z]/.test(word)) {
      if (option !== '') parts.push(option)
      option = word
    } else {
      parts.push(option === '' ? word : `${option} ${word}`)
      option = ''
    }
  }
  return option === '' ? parts : [...parts, option]
}
