import type { AgreementBook } from '../agreements/agreement-book.ts'
import { matchAgreements } from '../agreements/match.ts'
import { questionOf } from '../agreements/question.ts'
import type { MessageRecord, NewMessage } from '../ports/message-log.ts'
import type { Knowledge } from '../route/knowledge.ts'
import { admMessage, type AdmWorld } from './adm-message.ts'
import { senderPlace } from './sender-place.ts'
import { speakerOf } from './speaker.ts'

/** What decides whether a message is confirmed, and where its sender is. */
export interface ConfirmWorld extends AdmWorld {
  readonly knowledge: Knowledge
  readonly book: AgreementBook
}

/**
 * The confirm message for an acknowledged one (shs-protocol.md 8). None for a confirm or error message itself, none where
 * its agreement wants none, and none where nobody knows how to reach its sender.
 */
export async function confirmFor(
  original: MessageRecord,
  world: ConfirmWorld,
): Promise<NewMessage | undefined> {
  const { label } = original
  const place = await senderPlace(label, 'confirm', world.knowledge, world.node)
  if (place === undefined || label.from === undefined) return undefined
  if (!(await wantsConfirm(original, world))) return undefined
  const speaker = await speakerOf(label, place, world.knowledge, world.node)
  return admMessage(
    { ...label, from: label.from },
    { kind: 'confirmation', appinfo: [] },
    { place, speaker },
    world,
  )
}

/** Without an agreement, and where one of those that match says so or nothing, a confirm is sent. */
async function wantsConfirm({ label, arrivedAt }: MessageRecord, { book }: ConfirmWorld): Promise<boolean> {
  if (label.from === undefined || label.to === undefined) return true
  const question = { ...questionOf(label, label.from.address), to: label.to.address }
  const { known } = await book.known(question, arrivedAt)
  const match = matchAgreements(question, known, arrivedAt)
  if (match.outcome === 'refused') return true
  return match.agreements.some(
    (agreement) => agreement.kind === 'public' || agreement.document.confirmRequired !== false,
  )
}
