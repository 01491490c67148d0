import type { LocalTime } from '../local-time.ts'
import type { StoryEvent } from './receipt.ts'
import { safeInText } from './safe-in-text.ts'

type Language = 'sv' | 'en'

/** An event that came so often in a row, each time with the same words. */
interface Run {
  readonly first: StoryEvent
  readonly last: StoryEvent
  readonly times: number
}

/**
 * The story, a line an event; deliveries that failed one after the other for the same reason are one line, at the time
 * of the last. `nextTryAt`: when the one that failed last is tried again.
 */
export function storyLines(
  events: readonly StoryEvent[],
  nextTryAt: number | undefined,
  language: Language,
  time: LocalTime,
): readonly string[] {
  const runs = runsOf(events)
  return runs.map((run, index) => {
    const next = index === runs.length - 1 ? nextTryAt : undefined
    const { at, text } = run.last
    const line = `${time.formatWithZone(at)}  ${safeInText(text[language])}`
    const notes = [...oftenNote(run, language, time), ...nextNote(run, next, language, time)]
    return notes.length === 0 ? line : `${line} (${notes.join(', ')})`
  })
}

function runsOf(events: readonly StoryEvent[]): readonly Run[] {
  const runs: Run[] = []
  for (const event of events) {
    const before = runs.at(-1)
    if (before !== undefined && saysTheSame(before.last, event)) {
      runs[runs.length - 1] = { ...before, last: event, times: before.times + 1 }
    } else runs.push({ first: event, last: event, times: 1 })
  }
  return runs
}

function saysTheSame(one: StoryEvent, other: StoryEvent): boolean {
  return one.event === 'tried' && other.event === 'tried' && one.text.en === other.text.en
}

function oftenNote({ first, times }: Run, language: Language, time: LocalTime): readonly string[] {
  if (times === 1) return []
  const since = time.formatWithZone(first.at)
  return [language === 'sv' ? `${times} gånger sedan ${since}` : `${times} times since ${since}`]
}

function nextNote(
  { last }: Run,
  nextTryAt: number | undefined,
  language: Language,
  time: LocalTime,
): readonly string[] {
  if (nextTryAt === undefined || last.event !== 'tried') return []
  const at = time.formatWithZone(nextTryAt)
  return [language === 'sv' ? `nästa försök ${at}` : `next attempt ${at}`]
}
