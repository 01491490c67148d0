import type { Words } from '../../protocol/words.ts'
import { safeInText } from '../receipts/safe-in-text.ts'
import type { Decision } from './decision.ts'

const labels = {
  allowed: { sv: 'Tillåtet', en: 'Allowed' },
  held: { sv: 'Väntar', en: 'Waits' },
  refused: { sv: 'Nekas', en: 'Refused' },
  warning: { sv: 'Varning', en: 'Warning' },
  cure: { sv: 'Åtgärd', en: 'Cure' },
  agreement: { sv: 'Överenskommelse', en: 'Agreement' },
  rule: { sv: 'Regel', en: 'Rule' },
  code: { sv: 'Felkod', en: 'Code' },
} as const satisfies Record<string, Words>

/** A decision as lines of text: the outcome and why, what can be done about it, and by which agreement and rule. */
export function decisionText(decision: Decision, language: keyof Words): string {
  const line = (label: keyof typeof labels, text: string): string =>
    `${labels[label][language]}: ${safeInText(text)}\n`
  return [
    line(decision.outcome, decision.words[language]),
    ...(decision.outcome === 'allowed'
      ? decision.warnings.flatMap(({ words, cure }) => [
          line('warning', words[language]),
          line('cure', cure[language]),
        ])
      : [line('cure', decision.cure[language])]),
    ...(decision.outcome === 'refused' ? [line('code', decision.code)] : []),
    ...(decision.agreement === undefined ? [] : [line('agreement', decision.agreement)]),
    line('rule', decision.rule),
  ].join('')
}
