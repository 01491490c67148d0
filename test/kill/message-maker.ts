import { type PartFacts, type MessageFacts, shsMessage, sickNotification } from '../support/shs-message.ts'
import { agencyNumber, elsewhere, elsewhereProduct, stranger } from '../support/test-world.ts'
import { type ExpectedPart, type Sent, sha256 } from './ledger.ts'
import { messageSize, type SeededRandom } from './random.ts'

/** Cuts contents of any size from the pool. */
export type Contents = (random: SeededRandom, bytes: number) => Buffer

export interface Sender {
  readonly index: number
  readonly number: string
}

/** A message that should be taken in. */
export function goodMessage(random: SeededRandom, contents: Contents, sender: Sender, round: number): Sent {
  const { parts, expected } = goodParts(random, contents)
  return built(random, sender, round, { parts }, expected, true)
}

/** One to three data parts, binary or base64, and what they must look like when they come back. */
export function goodParts(
  random: SeededRandom,
  contents: Contents,
): { readonly parts: readonly PartFacts[]; readonly expected: readonly ExpectedPart[] } {
  const size = messageSize(random)
  const count = size < 100_000 && random.chance(0.15) ? random.int(2, 3) : 1
  const parts: PartFacts[] = []
  const expected: ExpectedPart[] = []
  for (let index = 0; index < count; index++) {
    const file = contents(random, size)
    const asBase64 = size < 300_000 && random.chance(0.2)
    const content = asBase64
      ? Buffer.from(file.toString('base64').replaceAll(/.{76}/g, '$&\r\n'), 'latin1')
      : file
    parts.push({
      content,
      fileName: `fil-${index}.dat`,
      contentType: 'application/octet-stream',
      transferEncoding: asBase64 ? 'base64' : 'binary',
    })
    expected.push({ rawSha256: sha256(content), sha256: sha256(file), bytes: file.length })
  }
  return { parts, expected }
}

/** What a refusal must look like. */
export interface BadMessage {
  readonly message: Sent
  readonly status: number
  readonly code: string | undefined
}

/** A message that must be refused; which kind, the generator says. */
export function badMessage(
  random: SeededRandom,
  contents: Contents,
  sender: Sender,
  round: number,
): BadMessage {
  const size = messageSize(random)
  const parts = [{ content: contents(random, size), fileName: 'fel.dat' }]
  const kinds: readonly { readonly facts: MessageFacts; readonly status: number; readonly code?: string }[] =
    [
      { status: 400, code: 'IllegalMessageStructure', facts: { open: true } },
      { status: 400, code: 'IllegalMessageStructure', facts: { listed: 2 } },
      { status: 400, code: 'UnknownReceiver', facts: { to: stranger } },
      { status: 400, code: 'MissingDeliveryAddress', facts: { to: elsewhere, product: elsewhereProduct } },
      { status: 400, code: 'UnknownProductType', facts: { product: '5c1e0000-0000-4000-8000-00000000ffff' } },
      { status: 403, facts: { from: agencyNumber } },
    ]
  const { status = 0, code, facts = {} } = random.pick(kinds) ?? {}
  return { message: built(random, sender, round, { ...facts, parts }, [], false), status, code }
}

/** The same tx.id for something else. */
export function impostor(random: SeededRandom, first: Sent): Buffer {
  const { octets } = shsMessage({
    txId: first.txId,
    corrId: first.corrId,
    contentId: random.uuid(),
    from: first.from,
    boundary: random.uuid(),
  })
  return octets
}

function built(
  random: SeededRandom,
  sender: Sender,
  round: number,
  facts: MessageFacts,
  parts: readonly ExpectedPart[],
  good: boolean,
): Sent {
  const { octets, ...ids } = shsMessage({
    txId: random.uuid(),
    corrId: random.uuid(),
    contentId: random.uuid(),
    boundary: random.uuid(),
    from: sender.number,
    product: sickNotification,
    ...facts,
  })
  return {
    ...ids,
    round,
    sender: sender.index,
    from: sender.number,
    parts,
    good,
    octets,
    state: 'underway',
    receiptId: undefined,
    arrivalDate: undefined,
    resent: 0,
    duplicatesSeen: 0,
    fetchesTried: 0,
    fetchesSeen: 0,
    acksTried: 0,
    ackSeenAt: undefined,
    confirms: new Set(),
  }
}
