import { shsMessage } from '../../support/shs-message.ts'
import { type Contents, goodParts } from '../message-maker.ts'
import type { SeededRandom } from '../random.ts'
import { arrivalsOf, type Exchanged } from './exchange-ledger.ts'
import { type Kind, productOf, waysOf } from './facts.ts'

const common: readonly (readonly [kind: Kind, share: number])[] = [
  ['direct', 0.5],
  ['byProduct', 0.2],
  ['local', 0.1],
  ['several', 0.12],
  ['doomed', 0.08],
]

/** A message that gets its 202, of one kind or another. */
export function exchangedMessage(random: SeededRandom, contents: Contents, from: string): Exchanged {
  const kind = kindBy(random.next())
  const { parts, expected } = goodParts(random, contents)
  const { octets, txId, corrId, contentId } = shsMessage({
    txId: random.uuid(),
    corrId: random.uuid(),
    contentId: random.uuid(),
    boundary: random.uuid(),
    from,
    to: receiverIn(kind),
    product: productOf[kind],
    parts,
  })
  return {
    kind,
    txId,
    corrId,
    contentId,
    from,
    octets,
    parts: expected,
    arrivals: arrivalsOf(kind),
    accepted: false,
    receiptId: undefined,
    resent: 0,
    duplicatesSeen: 0,
    settled: false,
  }
}

/** As the label has it: those found by their product type have none. */
function receiverIn(kind: Kind): string | null {
  const [only] = waysOf[kind]
  return kind === 'byProduct' || kind === 'several' || only === undefined ? null : only.receiver
}

function kindBy(chance: number): Kind {
  let sum = 0
  for (const [kind, share] of common) {
    sum += share
    if (chance < sum) return kind
  }
  return 'direct'
}
