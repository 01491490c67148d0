import type { Words } from '../../protocol/words.ts'
import { decisionText } from './decision-text.ts'
import type { MayAnswer } from './may-i.ts'

const receiver = { sv: 'Mottagare', en: 'Receiver' } as const satisfies Words

/** An answer as lines of text; the decision on each copy after the receiver it is for, where there are several. */
export function mayText(answer: MayAnswer, language: keyof Words): string {
  if (answer.copies === undefined) return decisionText(answer, language)
  return answer.copies
    .map((copy) => `${receiver[language]}: ${copy.to}\n${decisionText(copy, language)}`)
    .join('\n')
}
