import type { Label } from '../../protocol/label/label.ts'
import type { MessageFault, NewMessage } from '../ports/message-log.ts'
import type { Knowledge } from '../route/knowledge.ts'
import { admMessage, type AdmWorld } from './adm-message.ts'
import { senderPlace } from './sender-place.ts'
import { speakerOf } from './speaker.ts'

/** What decides where the sender of a failed message is told. */
export interface ErrorWorld extends AdmWorld {
  readonly knowledge: Knowledge
}

/**
 * The error message to the sender of a message that failed after its 202 (shs-protocol.md 8). None about a confirm or
 * error message, and none where nobody knows how to reach the sender.
 */
export async function errorFor(
  label: Label,
  { code, words }: MessageFault,
  world: ErrorWorld,
): Promise<NewMessage | undefined> {
  const place = await senderPlace(label, 'error', world.knowledge, world.node)
  if (place === undefined || label.from === undefined) return undefined
  const outcome = { kind: 'error', appinfo: [], errorCode: code, errorInfo: words.en } as const
  const speaker = await speakerOf(label, place, world.knowledge, world.node)
  return admMessage({ ...label, from: label.from }, outcome, { place, speaker }, world)
}
