import { type AgreementFacts, agreementFile, productFile } from '../../support/shs-documents.ts'
import { agency, bureau, closed, customer, employer, neighbour, nowhere, productOf } from './facts.ts'

/** Registry documents by their file names. */
export type Documents = Readonly<Record<string, string>>

/** What the employer's node knows: every agreement, and who is whose provider; the rest is in the directory. */
export function employerDocuments(): Documents {
  const everybody = [
    actor(employer, 'mailbox: true'),
    actor(customer, 'mailbox: true'),
    actor(neighbour, 'mailbox: true'),
    actor(bureau, providedBy(agency)),
    actor(closed, providedBy(agency)),
    actor(nowhere),
  ]
  return {
    'actors.yaml': everybody.join('---\n'),
    ...productFile({ uuid: productOf.local, name: 'Local', principal: neighbour }),
    ...agreements([
      { principal: agency, product: productOf.direct },
      { principal: agency, product: productOf.byProduct },
      { principal: neighbour, product: productOf.local },
      { principal: agency, product: productOf.several },
      { principal: bureau, product: productOf.several },
      { principal: closed, product: productOf.several },
      { principal: neighbour, product: productOf.several },
      { principal: nowhere, product: productOf.several },
      { principal: agency, product: productOf.doomed },
    ]),
  }
}

/** What the agency's node knows: its product types, and not every agreement. */
export function agencyDocuments(): Documents {
  const everybody = [
    actor(agency, 'mailbox: true'),
    actor(bureau, 'mailbox: true'),
    actor(closed, 'mailbox: true'),
    actor(customer, providedBy(employer)),
  ]
  return {
    'actors.yaml': everybody.join('---\n'),
    ...Object.assign({}, ...remote.map((uuid) => productFile({ uuid, name: 'Remote', principal: agency }))),
    ...agreements([
      { principal: agency, product: productOf.direct },
      { principal: agency, product: productOf.byProduct },
      { principal: agency, product: productOf.several },
      { principal: bureau, product: productOf.several },
    ]),
  }
}

/** The directory that both ask, as a file in YAML (here JSON), by where the nodes take messages in. */
export function directoryText(agencyUrl: string, employerUrl: string): string {
  const reached = (actor: string, products: readonly string[], url: string) =>
    products.map((product) => ({ actor, product, url }))
  return JSON.stringify({
    actors: [agency, bureau, closed, employer, customer].map((number) => ({
      organisationNumber: number,
      name: `Organisation ${number}`,
    })),
    products: remote.map((uuid) => ({ uuid, name: 'Remote', principal: agency })),
    addresses: [
      ...reached(agency, remote, agencyUrl),
      ...reached(bureau, [productOf.several], agencyUrl),
      ...reached(closed, [productOf.several], agencyUrl),
      ...reached(employer, ['confirm', 'error'], employerUrl),
      ...reached(customer, ['confirm', 'error'], employerUrl),
    ],
  })
}

const remote = [productOf.direct, productOf.byProduct, productOf.several, productOf.doomed]

function actor(number: string, ...more: readonly string[]): string {
  return ['kind: actor', `organisationNumber: "${number}"`, `name: Organisation ${number}`, ...more, ''].join(
    '\n',
  )
}

function providedBy(provider: string): string {
  return `providers: [ { number: "${provider}", may: [ send, fetch ] } ]`
}

/** With any customer, whose messages they let through. */
function agreements(facts: readonly Pick<AgreementFacts, 'principal' | 'product'>[]): Documents {
  const files = facts.map((one, index) =>
    agreementFile({ uuid: `a9ee0000-0000-4000-8000-${String(index).padStart(12, '0')}`, ...one }),
  )
  return Object.assign({}, ...files)
}
