import type { Words } from '../../protocol/words.ts'
import { decisionText } from './decision-text.ts'
import type { MayAnswer, MayQuestion } from './may-i.ts'

const receiver = { sv: 'Mottagare', en: 'Receiver' } as const satisfies Words

/** An answer as lines of text, after the receiver where the question left it open; each copy's where there are several. */
export function mayText({ to }: MayQuestion, answer: MayAnswer, language: keyof Words): string {
  if (to !== undefined || answer.to === undefined) return decisionText(answer, language)
  return (answer.copies ?? [answer])
    .map((copy) => `${receiver[language]}: ${copy.to}\n${decisionText(copy, language)}`)
    .join('\n')
}
