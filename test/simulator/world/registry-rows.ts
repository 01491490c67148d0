import type {
  Actor,
  Agreement,
  ProductType,
  ProviderRight,
  RegistryChange,
  RegistryEntry,
} from '../../../src/exchange/ports/registry.ts'
import { keyOf } from '../../../src/exchange/registry/canonical-entry.ts'
import { writeAgreement } from '../../../src/protocol/agreement/agreement-writer.ts'
import type { Quality } from '../../../src/protocol/agreement/quality.ts'
import {
  type AgreementPart,
  type Cast,
  type NodePart,
  type Organisation,
  peopleOf,
  type Product,
} from './cast.ts'

/** What the registry of a node holds from the start: its own people, every product, and whom it knows of the others. */
export function registryOf(node: NodePart, cast: Cast): readonly RegistryChange[] {
  const own = new Set(peopleOf(node).map(({ number }) => number))
  const others = cast.organisations.filter(({ number, registered }) => registered && !own.has(number))
  return [
    actor(node.own, { mailbox: true }),
    ...node.tenants.map((tenant): Actor => ({ ...actor(tenant), kind: 'tenant' })),
    ...node.employers.map((employer) => actor(employer, { mailbox: true })),
    ...others.map((other) => actor(other, { providers: providersOf(other, cast) })),
    ...cast.products.map(productType),
    ...cast.agreements.filter(({ known }) => known === 'locally').map(agreement),
  ].map(put)
}

/** Who runs the node of an organisation sends and fetches for it; also the node that it moves to. */
function providersOf(
  { number, home, movesTo }: Organisation,
  { nodes, partners }: Cast,
): readonly ProviderRight[] {
  return [...nodes, ...partners]
    .filter(({ name, own }) => (name === home || name === movesTo) && own.number !== number)
    .map(({ own }) => ({ number: own.number, may: ['send', 'fetch'] as const }))
}

/** The row by which an organisation that was elsewhere has its mailbox here. */
export function mailboxRow(organisation: Organisation): RegistryChange {
  return put({ ...actor(organisation), kind: 'tenant' })
}

/** The row of an agreement, as it is put in place or taken away. */
export function agreementRow(part: AgreementPart, there: boolean): RegistryChange {
  const { key, put: row } = put(agreement(part))
  return there && row !== undefined ? { key, put: row } : { key }
}

function actor({ number, name }: Organisation, more: Partial<Actor> = {}): Actor {
  return { kind: 'actor', organisationNumber: number, name, ...more }
}

function productType({ uuid, name, principal }: Product): ProductType {
  return { kind: 'product', uuid, name, principal: principal.number, document: '' }
}

/** The agreement as it stands in a registry. */
export function agreement(part: AgreementPart): Agreement {
  const { uuid, product, customer } = part
  return {
    kind: 'agreement',
    uuid,
    principal: product.principal.number,
    products: [product.uuid],
    document: Buffer.from(documentOf(part)).toString('base64'),
    ...(customer === undefined ? {} : { customer: customer.number }),
    ...(qualityOf(part) === undefined ? {} : { mode: 'enforce' as const }),
  }
}

function qualityOf({ officeHours, mostAnHour, mostBytes }: AgreementPart): Quality | undefined {
  if (!officeHours && mostAnHour === undefined && mostBytes === undefined) return undefined
  return {
    open: officeHours
      ? { day: 'work', hours: 'office', times: [] }
      : { day: 'every', hours: 'all', times: [] },
    ...(mostBytes === undefined
      ? {}
      : { volume: { perTransfer: mostBytes, unit: 'B', average: { numberPer: 1, period: 'hour' } } }),
    ...(mostAnHour === undefined
      ? {}
      : {
          frequency: {
            average: { numberPer: 1, period: 'hour' },
            peak: { numberPer: mostAnHour, period: 'hour' },
          },
        }),
  }
}

function documentOf(part: AgreementPart): Uint8Array {
  const { uuid, product, customer, flow, confirm } = part
  const quality = qualityOf(part)
  return writeAgreement({
    uuid,
    transferType: 'any',
    principal: { address: product.principal.number },
    products: [{ id: product.uuid }],
    direction: { flow },
    confirmRequired: confirm,
    valid: { from: '2020-01-01' },
    ...(customer === undefined ? {} : { customer: { address: customer.number } }),
    ...(quality === undefined ? {} : { quality }),
  })
}

function put(entry: RegistryEntry): RegistryChange {
  const key = keyOf(entry)
  return { key, put: { key, entry } }
}
