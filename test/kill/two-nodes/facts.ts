import { organisationNumber } from '../../support/organisation-numbers.ts'

/** Whose the two nodes are, and who is served beside them. */
export const agency = '2021000001'
/** Sends by the employer's node, whose certificate speaks for it at the agency's node. */
export const employer = organisationNumber(10)
/** As the employer; its provider is the employer. */
export const customer = organisationNumber(11)
/** Has its mailbox in the employer's node. */
export const neighbour = organisationNumber(12)
/** Has its mailbox in the agency's node, and the agency as its provider. */
export const bureau = organisationNumber(20)
/** Has its mailbox in the agency's node, which knows of no agreement with it. */
export const closed = organisationNumber(21)
/** Known to the employer's node, which knows of no way to it. */
export const nowhere = organisationNumber(30)

/** The organisations that send. */
export const senders = [employer, customer] as const

/** Which messages there are, by how they find their receivers, each with a product type of its own. */
export const kinds = ['direct', 'byProduct', 'local', 'several', 'doomed'] as const
export type Kind = (typeof kinds)[number]

/** A mailbox in one of the nodes: there at the agency's, here at the employer's. */
export type Fate = 'there' | 'here' | 'quarantined'

export interface Way {
  readonly receiver: string
  readonly fate: Fate
  /** Of what is quarantined: why, as its sender is told. */
  readonly code?: string
}

const toAgency: Way = { receiver: agency, fate: 'there' }

/** What must come of a message of each kind: a copy for each way. */
export const waysOf: Readonly<Record<Kind, readonly Way[]>> = {
  direct: [toAgency],
  byProduct: [toAgency],
  local: [{ receiver: neighbour, fate: 'here' }],
  several: [
    toAgency,
    { receiver: bureau, fate: 'there' },
    { receiver: closed, fate: 'quarantined', code: 'MissingAgreement' },
    { receiver: neighbour, fate: 'here' },
    { receiver: nowhere, fate: 'quarantined', code: 'MissingDeliveryAddress' },
  ],
  // The agency's node knows of no agreement on it.
  doomed: [{ receiver: agency, fate: 'quarantined', code: 'MissingAgreement' }],
}

export const productOf: Readonly<Record<Kind, string>> = {
  direct: productUuid(1),
  byProduct: productUuid(2),
  local: productUuid(3),
  several: productUuid(4),
  doomed: productUuid(5),
}

function productUuid(index: number): string {
  return `5c1e0000-0000-4000-8000-${String(index).padStart(12, '0')}`
}

/** Who fetches from which node. */
export const mailboxes: readonly { readonly owner: string; readonly at: 'agency' | 'employer' }[] = [
  { owner: agency, at: 'agency' },
  { owner: bureau, at: 'agency' },
  { owner: neighbour, at: 'employer' },
]
