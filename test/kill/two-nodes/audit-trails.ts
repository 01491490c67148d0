import type { Arrival, Exchanged, ExchangeLedger } from './exchange-ledger.ts'
import type { SideTrail, Story } from './side-trail.ts'

/** The trails of both nodes, read to their ends while both are at rest. */
export interface Trails {
  readonly employer: SideTrail
  readonly agency: SideTrail
}

/** Holds what both audit trails tell against each other and against what the clients know. */
export function auditTrails(ledger: ExchangeLedger, trails: Trails): void {
  const copies = copiesByExchange(ledger, trails.employer)
  const confirms = confirmsByExchange(trails.employer)
  for (const message of ledger.byTxId.values()) {
    if (!message.accepted) continue
    auditTakenIn(ledger, message, trails.employer)
    for (const arrival of message.arrivals) {
      const found =
        message.kind === 'several' ? copies.get(keyOf(message.corrId, arrival.receiver)) : undefined
      const txIds = message.kind === 'several' ? (found ?? []) : [message.txId]
      const [txId = ''] = txIds
      ledger.expect(
        txIds.length === 1,
        `${message.txId}: the employer's node made ${txIds.length} copies for ${arrival.receiver}`,
      )
      auditArrival(ledger, { message, arrival, txId }, trails)
      const made = confirms.get(keyOf(message.corrId, arrival.receiver)) ?? []
      const there = made.filter((one) => arrival.confirms.has(one)).length
      ledger.expect(
        made.length === there && there === arrival.confirms.size,
        `${message.txId}: the employer's node has ${made.length} confirms of ${arrival.receiver}, its sender saw ${arrival.confirms.size}`,
      )
    }
  }
  auditConfirms(ledger, trails)
  auditNothingElse(ledger, trails, copies)
}

function auditTakenIn(ledger: ExchangeLedger, message: Exchanged, trail: SideTrail): void {
  const { txId, parts, kind } = message
  const times = (event: string, least: number, most: number): void => {
    const said = trail.count(txId, event)
    ledger.expect(
      said >= least && said <= most,
      `${txId}: the employer's audit trail says ${event} ${said} times, not ${least} to ${most}`,
    )
  }
  times('received', 1, 1)
  times('refused', 0, 0)
  times('duplicate', message.duplicatesSeen, message.resent)
  times('split', kind === 'several' ? 1 : 0, kind === 'several' ? 1 : 0)
  const hashes = parts.map(({ sha256 }) => sha256).join(' ')
  const said = trail.story(txId)?.sha256
  ledger.expect(said === hashes, `${txId}: the employer's audit trail says sha256 ${said}, sent ${hashes}`)
}

interface Went {
  readonly message: Exchanged
  readonly arrival: Arrival
  /** Its own or its copy's. */
  readonly txId: string
}

function auditArrival(ledger: ExchangeLedger, { message, arrival, txId }: Went, trails: Trails): void {
  const { fate, receiver } = arrival
  const of = `${txId} (${message.kind}, to ${receiver})`
  const times = (side: keyof Trails, event: string, ...counts: readonly number[]): void => {
    const said = trails[side].count(txId, event)
    ledger.expect(counts.includes(said), `${of}: the ${side}'s audit trail says ${event} ${said} times`)
  }
  if (fate === 'quarantined') {
    times('employer', 'quarantined', 1)
    times('employer', 'sent', 0)
    times('agency', 'received', 0)
    return
  }
  times('employer', 'quarantined', 0)
  times('employer', 'acknowledged', 1)
  if (fate === 'here') {
    times('employer', 'sent', 0)
    times('employer', 'confirmed', 1)
    return
  }
  // A confirm that comes before the note of the 202 says that it was sent.
  times('employer', 'sent', 0, 1)
  times('agency', 'received', 1)
  // Where the employer's node was killed in the midst of a message, the agency's node has refused what there was of it.
  times('agency', 'refused', trails.agency.count(txId, 'refused BrokenOff'))
  times('agency', 'acknowledged', 1)
  times('agency', 'confirmed', 1)
  const hashes = message.parts.map(({ sha256 }) => sha256).join(' ')
  const said = trails.agency.story(txId)?.sha256
  ledger.expect(said === hashes, `${of}: the agency's audit trail says sha256 ${said}, sent ${hashes}`)
}

/** Each confirm message that the agency's node made has come to the employer's node, once. */
function auditConfirms(ledger: ExchangeLedger, { agency, employer }: Trails): void {
  for (const { txId, product } of agency.stories) {
    if (product !== 'confirm') continue
    const counts = [
      agency.count(txId, 'received'),
      agency.count(txId, 'sent'),
      employer.count(txId, 'received'),
    ]
    ledger.expect(
      counts.every((count) => count === 1),
      `confirm ${txId}: made, sent and received ${counts.join(', ')} times`,
    )
  }
}

function auditNothingElse(
  ledger: ExchangeLedger,
  trails: Trails,
  copies: ReadonlyMap<string, readonly string[]>,
): void {
  const known = new Set([...ledger.byTxId.keys(), ...[...copies.values()].flat()])
  for (const message of ledger.byTxId.values()) {
    for (const { confirms, errors } of message.arrivals) {
      for (const txId of [...confirms, ...errors]) known.add(txId)
    }
  }
  for (const side of ['employer', 'agency'] as const) {
    for (const { txId } of trails[side].stories) {
      ledger.expect(known.has(txId), `${txId}: the ${side}'s audit trail tells of it, and nobody sent it`)
    }
  }
}

/** The tx.ids of the copies that the employer's node made, by corr.id and receiver. */
function copiesByExchange(
  ledger: ExchangeLedger,
  employer: SideTrail,
): ReadonlyMap<string, readonly string[]> {
  const isCopy = ({ txId, corrId, events }: Story): boolean =>
    events.has('routed') && ledger.byCorrId.get(corrId)?.txId !== txId
  return byKey(employer.stories.filter(isCopy), ({ corrId, to }) => keyOf(corrId, to))
}

/** The tx.ids of the confirm messages that the employer's node has, by corr.id and who confirms. */
function confirmsByExchange(employer: SideTrail): ReadonlyMap<string, readonly string[]> {
  const confirms = employer.stories.filter(({ product }) => product === 'confirm')
  return byKey(confirms, ({ corrId, from }) => keyOf(corrId, from))
}

function byKey(
  stories: Iterable<Story>,
  key: (story: Story) => string,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const story of stories) {
    const txIds = found.get(key(story)) ?? []
    txIds.push(story.txId)
    found.set(key(story), txIds)
  }
  return found
}

function keyOf(corrId: string, organisation: string): string {
  return `${corrId} ${organisation}`
}
