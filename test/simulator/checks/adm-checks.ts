import type { Label } from '../../../src/protocol/label/label.ts'
import { actorOf } from '../../../src/protocol/urn.ts'
import type { Change, MessageRecord, NewMessage } from '../../../src/exchange/ports/message-log.ts'
import type { WorldFacts } from './world-facts.ts'

/** A message that a change touches, as it is after the change and as it was before; new ones have no before. */
export interface Touched {
  readonly before: MessageRecord | undefined
  readonly after: MessageRecord
}

type Problem = readonly [rule: string, detail: string]

/** What is wrong with the confirm and error messages that one change makes, and with what one that comes in does. */
export function admProblems(
  change: Change,
  touched: readonly Touched[],
  ownActor: string,
  facts: WorldFacts,
): readonly Problem[] {
  const inserts = change.insert ?? []
  const adm = inserts.find(({ label, channel }) => label.sequenceType === 'adm' && channel !== 'node')
  const made = inserts.filter(({ label, channel }) => label.sequenceType === 'adm' && channel === 'node')
  if (adm !== undefined) return effectProblems(adm, touched, facts)
  return [
    ...errorProblems(made, touched, ownActor, facts),
    ...confirmProblems(made, touched, facts),
    ...tooMany(made),
  ]
}

/** Only the receiver, or who runs its node, says what became of a message; and what it has acknowledged stays so. */
function effectProblems(adm: NewMessage, touched: readonly Touched[], facts: WorldFacts): readonly Problem[] {
  const speaker = actorOf(adm.label.from?.address ?? '')
  return touched.flatMap(({ before, after }): readonly Problem[] => {
    if (before === undefined) return []
    const receiver = actorOf(before.label.to?.address ?? '')
    const about = `${adm.label.product.id} of ${speaker} about ${after.receiptId} to ${receiver}`
    if (!facts.speaksFor(speaker, receiver)) return [['a stranger changes nothing', about]]
    if (before.acknowledgedAt !== undefined) return [['what is acknowledged stays so', about]]
    return []
  })
}

/** Whoever sent what is quarantined or cancelled is told once, and nobody is told of a confirm or error message. */
function errorProblems(
  made: readonly NewMessage[],
  touched: readonly Touched[],
  ownActor: string,
  facts: WorldFacts,
): readonly Problem[] {
  const errors = made.filter(({ label }) => label.product.id === 'error')
  const problems: Problem[] = []
  let due = 0
  for (const { before, after } of touched) {
    if (after.state !== 'quarantined' && after.state !== 'cancelled') continue
    if (before?.state === after.state) continue
    const told = errors.filter(({ label }) => speaksOf(label, after.label, ownActor)).length
    const wanted = tellings(before, after, facts)
    due += told
    if (told >= wanted.least && told <= wanted.most) continue
    const text = `${after.receiptId} is ${after.state}, its sender is told ${told} times`
    problems.push(['the sender of what fails is told once', text])
  }
  if (errors.length > due) problems.push(['no error about what has not failed', `${errors.length} errors`])
  return problems
}

function tellings(before: MessageRecord | undefined, after: MessageRecord, facts: WorldFacts) {
  if (after.label.sequenceType === 'adm') return { least: 0, most: 0 }
  // Its sender was told when it was set aside.
  if (before?.state === 'quarantined') return { least: 0, most: 0 }
  const can = facts.canBeTold(actorOf(after.label.from?.address ?? ''))
  return { least: can ? 1 : 0, most: 1 }
}

/** The one acknowledgement that counts makes a confirm, where the agreement asks for one. */
function confirmProblems(
  made: readonly NewMessage[],
  touched: readonly Touched[],
  facts: WorldFacts,
): readonly Problem[] {
  const confirms = made.filter(({ label }) => label.product.id === 'confirm')
  for (const { before, after } of touched) {
    if (before === undefined || before.acknowledgedAt !== undefined) continue
    if (after.acknowledgedAt === undefined) continue
    const wanted = confirmsWanted(after.label, facts)
    if (wanted === undefined || wanted === confirms.length) return []
    return [['a confirm where the agreement asks for it', `${after.receiptId}: ${confirms.length}`]]
  }
  return confirms.length === 0
    ? []
    : [['a confirm where the agreement asks for it', 'nothing was acknowledged']]
}

function confirmsWanted(label: Label, facts: WorldFacts): number | undefined {
  if (label.sequenceType === 'adm') return 0
  const wanted = facts.wantsConfirm(label)
  if (wanted === false) return 0
  if (wanted === undefined || !facts.canBeTold(actorOf(label.from?.address ?? ''))) return undefined
  return 1
}

function tooMany(made: readonly NewMessage[]): readonly Problem[] {
  const about = made.filter(({ label }) => label.to === undefined || label.from === undefined)
  return about.map(({ receiptId }): Problem => ['a confirm or error has both its ends', receiptId])
}

/** In the receiver's name, or in the node's own where it does not speak for the receiver. */
function speaksOf(error: Label, original: Label, ownActor: string): boolean {
  const speaker = error.from?.address
  return (
    error.corrId === original.corrId &&
    error.content.contentId === original.content.contentId &&
    error.to?.address === original.from?.address &&
    speaker !== undefined &&
    [original.to?.address, ownActor].includes(speaker)
  )
}
