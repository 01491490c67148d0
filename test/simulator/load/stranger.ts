import type { SeededRandom } from '../../kill/random.ts'
import { actorOf } from '../../../src/protocol/urn.ts'
import type { Accounts } from '../checks/accounts.ts'
import type { Cast } from '../world/cast.ts'
import { admMessage } from './adm-message.ts'

/** A confirm or error message of somebody who has nothing to do with the message that it speaks of, and for whom it is. */
export interface StrangeWord {
  readonly octets: Uint8Array
  readonly caller: string
  readonly to: string
}

/** Somebody who has seen a message's ids says what became of it. */
export function strangeWord(
  random: SeededRandom,
  { organisations }: Cast,
  { sent, facts }: Accounts,
): StrangeWord | undefined {
  const about = random.pick(sent.slice(-40))
  const stranger = random.pick(organisations)
  if (about?.to === undefined || stranger === undefined) return undefined
  if (facts.speaksFor(stranger.number, actorOf(about.to))) return undefined
  const { corrId, contentId, status, from: to } = about
  const kind = random.chance(0.5) ? 'confirm' : 'error'
  const caller = stranger.number
  return {
    octets: admMessage({ kind, corrId, contentId, status, from: caller, to }, random),
    caller,
    to,
  }
}
