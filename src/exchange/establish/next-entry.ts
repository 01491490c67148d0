import type { ShsAgreement } from '../../protocol/agreement/agreement.ts'
import { actorOf } from '../../protocol/urn.ts'
import { agreementEntry, type Pending, pendingOf } from '../agreements/agreement-entry.ts'
import type { Agreement, Negotiation, Standing } from '../ports/registry.ts'
import {
  answeredAlready,
  changedDocument,
  crossed,
  inForceAlready,
  notAsked,
  nothingProposed,
  otherExchange,
  otherParties,
  takenUuid,
} from './refusals.ts'
import type { Statement } from './statement.ts'

/** What somebody says of an agreement in a message, and how far that has come. */
export interface Said {
  readonly statement: Statement
  readonly agreement: ShsAgreement
  readonly document: Uint8Array
  /** Organisation numbers of the message's sender and receiver. */
  readonly from: string
  readonly to: string
  readonly corrId: string
  readonly txId: string
  /** Milliseconds since 1970. */
  readonly at: number
  /** Whether the receiver has it with this: its mailbox is here. Else the message goes on to another node. */
  readonly arrives: boolean
}

/** What a statement changes in the registry; undefined where it changes nothing, since it was heard before. */
export interface NextEntry {
  readonly entry: Agreement
  /** What both sides have with this. */
  readonly event?: 'agreed' | 'declined'
}

/**
 * The entry of an agreement after a statement: the whole of who may say what, as a pure function. Throws the refusal of
 * a statement that counts for nothing: from or to somebody who is no party, about another document, or out of turn.
 */
export function nextEntry(here: Agreement | undefined, said: Said): NextEntry | undefined {
  demandParties(said)
  return said.statement.kind === 'proposal' ? afterProposal(here, said) : afterAnswer(here, said)
}

/** The document's parties are the message's two: one whose customer is anyone is with whomever the principal talks to. */
function demandParties({ agreement: { uuid, principal, customer }, from, to }: Said): void {
  const isBetween = (one: string, other: string): boolean =>
    actorOf(principal.address) === one && (customer === undefined || actorOf(customer.address) === other)
  if (!isBetween(from, to) && !isBetween(to, from)) throw otherParties(uuid, from, to)
}

function afterProposal(here: Agreement | undefined, said: Said): NextEntry | undefined {
  const { from, to, corrId, arrives } = said
  const proposed = begun(said, arrives ? 'offered' : 'proposed')
  if (here === undefined) return { entry: proposed }
  const { negotiation } = here
  const same = here.document === proposed.document
  // Sent again, since its sender was not told that it is here; it may have been answered meanwhile.
  if (same && isBetweenTheSame(negotiation, from, to) && negotiation?.corrId === corrId) return undefined
  const pending = pendingOf(here)
  if (pending === undefined) throw same ? inForceAlready(here.uuid) : takenUuid(here.uuid)
  if (pending.standing === 'declined') return { entry: proposed }
  if (!same) throw takenUuid(here.uuid)
  // A proposal of its own takes the place of an earlier one, and so does the principal's of the customer's.
  if (isBetweenTheSame(pending, from, to)) return { entry: proposed }
  if (!isBetweenTheSame(pending, to, from)) throw takenUuid(here.uuid)
  if (from !== here.principal) throw crossed(here.uuid, here.principal)
  return { entry: proposed }
}

function afterAnswer(here: Agreement | undefined, said: Said): NextEntry | undefined {
  const { agreement, document, statement, from, to, corrId } = said
  if (here === undefined) throw nothingProposed(agreement.uuid)
  if (here.document !== agreementEntry(agreement, document).document) throw changedDocument(here.uuid)
  const { negotiation } = here
  const isYes = statement.kind === 'acceptance'
  // In force by other means, an import: a yes changes nothing, and a no comes too late.
  if (negotiation === undefined) return isYes ? undefined : tooLate(here.uuid, 'yes')
  if (!isBetweenTheSame(negotiation, to, from)) throw notAsked(here.uuid, from, to)
  const pending = pendingOf(here)
  if (pending === undefined) return isYes ? undefined : tooLate(here.uuid, 'yes')
  if (pending.corrId !== corrId) throw otherExchange(here.uuid)
  return isYes ? afterYes(here, pending, said) : afterNo(here, pending, said)
}

function afterYes(here: Agreement, { standing, txId }: Pending, said: Said): NextEntry | undefined {
  if (standing === 'declined') throw answeredAlready(here.uuid, 'no')
  if (said.arrives) return { entry: moved(here, said, 'agreed'), event: 'agreed' }
  if (standing === 'accepted' && txId === said.txId) return undefined
  return { entry: moved(here, said, 'accepted') }
}

function afterNo(here: Agreement, { standing, txId }: Pending, said: Said): NextEntry | undefined {
  if (standing === 'accepted') throw answeredAlready(here.uuid, 'yes')
  const entry = moved(here, said, 'declined')
  if (standing !== 'declined') return { entry, event: 'declined' }
  return said.arrives || txId === said.txId ? undefined : { entry }
}

function tooLate(uuid: string, answer: 'yes' | 'no'): never {
  throw answeredAlready(uuid, answer)
}

/** A new negotiation. What is agreed by messages is meant: its terms are enforced. */
function begun(said: Said, standing: Standing): Agreement {
  const { agreement, document, from, to, corrId, txId, at } = said
  const negotiation = { standing, since: at, proposer: from, other: to, corrId, txId }
  return { ...agreementEntry(agreement, document), mode: 'enforce', negotiation }
}

function moved(
  here: Agreement,
  { statement, at, from, to, corrId, txId }: Said,
  standing: Standing,
): Agreement {
  const reason = statement.kind === 'refusal' ? statement.reason : undefined
  const negotiation: Negotiation = {
    standing,
    since: at,
    proposer: to,
    other: from,
    corrId,
    txId,
    ...(reason !== undefined && { reason }),
  }
  return { ...here, negotiation }
}

function isBetweenTheSame(
  negotiation: Pick<Negotiation, 'proposer' | 'other'> | undefined,
  proposer: string,
  other: string,
): boolean {
  return negotiation?.proposer === proposer && negotiation.other === other
}
