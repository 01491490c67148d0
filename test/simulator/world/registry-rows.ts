import type {
  Actor,
  Agreement,
  ProductType,
  RegistryChange,
  RegistryEntry,
} from '../../../src/exchange/ports/registry.ts'
import { keyOf } from '../../../src/exchange/registry/canonical-entry.ts'
import { writeAgreement } from '../../../src/protocol/agreement/agreement-writer.ts'
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
  const others = cast.organisations.filter(({ number }) => !own.has(number))
  return [
    actor(node.own, { mailbox: true }),
    ...node.tenants.map((tenant): Actor => ({ ...actor(tenant), kind: 'tenant' })),
    ...node.employers.map((employer) => actor(employer, { mailbox: true })),
    ...others.map((other) => actor(other)),
    ...cast.products.map(productType),
    ...cast.agreements.filter(({ known }) => known === 'locally').map(agreement),
  ].map(put)
}

function actor({ number, name }: Organisation, more: Partial<Actor> = {}): Actor {
  return { kind: 'actor', organisationNumber: number, name, ...more }
}

function productType({ uuid, name, principal }: Product): ProductType {
  return { kind: 'product', uuid, name, principal: principal.number, document: '' }
}

function agreement(part: AgreementPart): Agreement {
  const { uuid, product, customer, officeHours } = part
  return {
    kind: 'agreement',
    uuid,
    principal: product.principal.number,
    products: [product.uuid],
    document: Buffer.from(documentOf(part)).toString('base64'),
    ...(customer === undefined ? {} : { customer: customer.number }),
    ...(officeHours ? { mode: 'enforce' as const } : {}),
  }
}

function documentOf({ uuid, product, customer, flow, officeHours, confirm }: AgreementPart): Uint8Array {
  return writeAgreement({
    uuid,
    transferType: 'any',
    principal: { address: product.principal.number },
    products: [{ id: product.uuid }],
    direction: { flow },
    confirmRequired: confirm,
    valid: { from: '2020-01-01' },
    ...(customer === undefined ? {} : { customer: { address: customer.number } }),
    ...(officeHours ? { quality: { open: { day: 'work', hours: 'office', times: [] } } } : {}),
  })
}

function put(entry: RegistryEntry): RegistryChange {
  const key = keyOf(entry)
  return { key, put: { key, entry } }
}
