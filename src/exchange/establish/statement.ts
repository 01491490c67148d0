import type { Label, Meta } from '../../protocol/label/label.ts'
import { quotable } from '../../protocol/xml/xml-words.ts'
import { shsRefusal } from '../refusal.ts'

/** What a message of the product type `agreement` says of the document that it holds (shs-protocol.md 1, 7.5). */
export type Statement =
  | { readonly kind: 'proposal' }
  | { readonly kind: 'acceptance' }
  | { readonly kind: 'refusal'; readonly reason?: string }

const answerName = 'agreement-answer'
const reasonName = 'agreement-reason'
const answers = { acceptance: 'accepted', refusal: 'refused' } as const

/** Characters of a reason that are kept beside the agreement; the message has all of it. */
export const longestReason = 2_000

/**
 * What a label says of the agreement in its message: a reply that says `accepted` or `refused` is an answer, another
 * reply is a letter to people, and anything that is no reply is a proposal. A test message says nothing: what it says
 * must not reach production. Throws IllegalMessageStructure for an answer that is neither yes nor no.
 */
export function statementIn({
  product,
  transferType,
  status,
  sequenceType,
  meta,
}: Label): Statement | undefined {
  if (product.id !== 'agreement' || transferType === 'synch' || status === 'test') return undefined
  if (sequenceType !== 'reply') return { kind: 'proposal' }
  const answer = valueOf(meta, answerName)
  switch (answer) {
    case undefined:
      return undefined
    case answers.acceptance:
      return { kind: 'acceptance' }
    case answers.refusal: {
      const reason = valueOf(meta, reasonName)?.slice(0, longestReason)
      return { kind: 'refusal', ...(reason !== undefined && reason !== '' && { reason }) }
    }
    default:
      throw noAnswer(answer)
  }
}

/** How a statement is written in a label. */
export function metaOf(statement: Statement): readonly Meta[] {
  if (statement.kind === 'proposal') return []
  const answer = { name: answerName, value: answers[statement.kind] }
  if (statement.kind === 'acceptance' || statement.reason === undefined) return [answer]
  return [answer, { name: reasonName, value: statement.reason }]
}

function valueOf(meta: readonly Meta[], name: string): string | undefined {
  return meta.find((one) => one.name === name)?.value.trim()
}

function noAnswer(answer: string): Error {
  return shsRefusal('IllegalMessageStructure', {
    words: {
      sv: `Metadatat ${answerName} är "${quotable(answer)}", väntade accepted eller refused.`,
      en: `The meta ${answerName} is "${quotable(answer)}", expected accepted or refused.`,
    },
  })
}
