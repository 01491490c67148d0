import { readAgreement } from '../../protocol/agreement/agreement-reader.ts'
import type { PartIndex } from '../../protocol/message/stored-part.ts'
import { actorOf } from '../../protocol/urn.ts'
import { pendingOf } from '../agreements/agreement-entry.ts'
import { auditRow } from '../audit/audit-row.ts'
import { eventOf } from '../audit/write-down.ts'
import type { BusinessFact } from '../audit/business-fact.ts'
import type { Body } from '../ports/message-log.ts'
import type { Ports } from '../ports/ports.ts'
import type { Agreement, RegistryRow } from '../ports/registry.ts'
import { sameMessage, takenTxId } from '../receive/duplicate.ts'
import type { Route, SentLabel } from '../route/route.ts'
import { documentIn } from './document-in.ts'
import { type NextEntry, nextEntry, type Said } from './next-entry.ts'
import { manyOffers, mostOpenOffers, nobodyNamed } from './refusals.ts'
import { statementIn } from './statement.ts'

/** A message that is about to be kept. */
export interface Arriving {
  readonly label: SentLabel
  readonly route: Route
  readonly parts: readonly PartIndex[]
  readonly body: Body
}

export type EstablishPorts = Pick<
  Ports,
  'registry' | 'messageLog' | 'blobStore' | 'clock' | 'ids' | 'digest' | 'journal'
>

/**
 * Gives a message by which an agreement is made its effect in the registry, before the message is kept; does nothing for
 * any other. Throws the refusal of one that counts for nothing.
 *
 * An agreement takes two messages, a proposal and its answer, and of each a node writes first the registry and then the
 * log; a peer is told only after both:
 *
 *     proposer's node                          the other node
 *     1  proposed · the proposal is queued
 *                                              2  offered · the proposal is kept · 202
 *                                              3  accepted · the acceptance is queued
 *     4  agreed · the acceptance is kept · 202
 *                                              5  agreed (`whenAnswered`) · the acceptance is sent
 *
 * So a crash leaves the registry at most one step ahead of the log. Whoever sent the message of that step has no answer
 * and does it again: a peer with the same message, which was heard before, changes nothing and is kept; an operator with the
 * same command, whose new message takes the place of the one that nobody has. Up to 3 nothing is in force anywhere. 4 is
 * written only for a yes that is durable at the other node, which goes on sending it until it hears that 4 is done, and then
 * does 5: both end in force. One that is given up meanwhile lies in quarantine, and the same command sends it anew. Where 4
 * is refused, 5 never comes. Each change of an entry carries its ledger row, so that there
 * is one, however often it is tried.
 */
export async function establish(message: Arriving, ports: EstablishPorts): Promise<void> {
  const { label } = message
  const statement = statementIn(label)
  if (statement === undefined) return
  if (label.to === undefined) throw nobodyNamed()
  if (await isKept(label, ports)) return
  const document = await documentIn(message, ports)
  await apply(
    {
      statement,
      agreement: readAgreement(document),
      document,
      from: actorOf(label.from.address),
      to: actorOf(label.to.address),
      corrId: label.corrId,
      txId: label.txId,
      at: ports.clock.now(),
      arrives: arrivesHere(message.route),
    },
    ports,
  )
}

/** Its effect was written then. Throws where its tx.id is another message's; of one that is purged the commit decides that. */
async function isKept(label: SentLabel, { messageLog }: EstablishPorts): Promise<boolean> {
  const [first] = await messageLog.byTxId([label.txId])
  if (first !== undefined && !sameMessage(first, label)) throw takenTxId(label.txId)
  const [purged] = await messageLog.purgedByTxId([label.txId])
  return first !== undefined || purged !== undefined
}

/** One that nobody can route yet is for another node: whose mailbox is here is known without asking. */
function arrivesHere(route: Route): boolean {
  return route.kind === 'ways' && route.ways.every(({ place }) => place.kind === 'mailbox')
}

async function apply(said: Said, ports: EstablishPorts): Promise<void> {
  for (;;) {
    const revision = await ports.registry.revision()
    const [here] = await ports.registry.agreements([said.agreement.uuid])
    const next = nextEntry(here, said)
    if (next === undefined) return
    if (next.entry.negotiation?.standing === 'offered') await demandRoom(said, ports)
    const fact = await factOf(here, next, said, ports)
    if (await putAgreement(next.entry, revision, fact, ports)) return
  }
}

async function demandRoom({ from, agreement: { uuid } }: Said, { registry }: EstablishPorts): Promise<void> {
  const open = (await registry.rows()).filter((row) => isOpenOffer(row, from) && row.key.id !== uuid)
  if (open.length >= mostOpenOffers) throw manyOffers(from)
}

function isOpenOffer({ entry }: RegistryRow, proposer: string): boolean {
  if (entry.kind !== 'agreement') return false
  const pending = pendingOf(entry)
  return pending?.standing === 'offered' && pending.proposer === proposer
}

/** It is told of the message before: the proposal's story ends with its answer. */
async function factOf(
  here: Agreement | undefined,
  { event }: NextEntry,
  { statement, agreement, from, to, corrId, txId, at }: Said,
  { messageLog }: EstablishPorts,
): Promise<BusinessFact | undefined> {
  if (event === undefined) return undefined
  const before = here?.negotiation?.txId
  const [proposal] = before === undefined ? [] : await messageLog.byTxId([before])
  const reason = statement.kind === 'refusal' ? statement.reason : undefined
  return {
    event,
    at,
    ...(proposal !== undefined && { subject: proposal.receiptId }),
    caller: from,
    txId,
    corrId,
    from,
    to,
    agreement: agreement.uuid,
    ...(reason !== undefined && { detail: { text: { sv: reason, en: reason } } }),
  }
}

/** Writes an entry and what the ledger says of it, all or nothing; false where the registry was changed meanwhile. */
export async function putAgreement(
  entry: Agreement,
  revision: number,
  fact: BusinessFact | undefined,
  { registry, ids, digest, journal }: EstablishPorts,
): Promise<boolean> {
  const key = { kind: 'agreement', id: entry.uuid } as const
  const audit = fact === undefined ? [] : [auditRow(fact, ids, digest)]
  const done = await registry.apply([{ key, put: { key, entry } }], revision, audit)
  if (done && fact !== undefined) journal.tell(eventOf(fact))
  return done
}
