import { wordsIn } from '../../protocol/words.ts'
import { isObject } from '../is-object.ts'

/**
 * A line for each value of what a node told; what is nested stands below its name, and of several things each begins
 * with a dash.
 */
export function nestedLines(value: object, language: 'sv' | 'en'): readonly string[] {
  const found: string[] = []
  for (const [name, one] of Object.entries(value)) {
    const text = textOf(one, language)
    if (text !== undefined) found.push(`${name}: ${text}`)
    else if (Array.isArray(one)) {
      if (one.length > 0) found.push(`${name}:`, ...one.flatMap((item) => itemLines(item, language)))
    } else if (isObject(one)) found.push(`${name}:`, ...nestedLines(one, language).map(indented))
  }
  return found
}

function itemLines(item: unknown, language: 'sv' | 'en'): readonly string[] {
  const lines = isObject(item) ? nestedLines(item, language) : [textOf(item, language) ?? '']
  return lines.map((line, index) => `  ${index === 0 ? '- ' : '  '}${line}`)
}

function indented(line: string): string {
  return `  ${line}`
}

function textOf(value: unknown, language: 'sv' | 'en'): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return wordsIn(value)?.[language]
}
