import { createHash } from 'node:crypto'
import { certificatesInPem } from '../../../src/adapters/trust/pem.ts'
import type {
  Actor,
  Agreement,
  ProductType,
  RegistryEntry,
  RegistryKey,
  Service,
} from '../../../src/exchange/ports/registry.ts'
import type { MessageTables } from './message-tables.ts'

/** The text under which an entry lies in the tables. */
export function placeOf({ kind, id }: RegistryKey): string {
  return `${kind} ${id}`
}

/** An actor that is also a tenant is the tenant. */
export function actorIn(tables: MessageTables, number: string): Actor | undefined {
  for (const kind of ['tenant', 'actor'] as const) {
    const entry = tables.registry.get(placeOf({ kind, id: number }))?.entry
    if (entry !== undefined && isActor(entry)) return entry
  }
  return undefined
}

export function productIn(tables: MessageTables, uuid: string): ProductType | undefined {
  const entry = tables.registry.get(placeOf({ kind: 'product', id: uuid }))?.entry
  return entry?.kind === 'product' ? entry : undefined
}

export function agreementIn(tables: MessageTables, uuid: string): Agreement | undefined {
  const entry = tables.registry.get(placeOf({ kind: 'agreement', id: uuid }))?.entry
  return entry?.kind === 'agreement' ? entry : undefined
}

export function agreementsOnIn(tables: MessageTables, product: string): readonly Agreement[] {
  const found: Agreement[] = []
  for (const { entry } of tables.registry.values()) {
    if (entry.kind === 'agreement' && entry.products.includes(product)) found.push(entry)
  }
  return found
}

export function servicesIn(tables: MessageTables): readonly Service[] {
  return entriesIn(tables).flatMap((entry) => (entry.kind === 'service' ? [entry] : []))
}

export function actorByFingerprintIn(tables: MessageTables, fingerprint: string): Actor | undefined {
  for (const { entry } of tables.registry.values()) {
    if (!isActor(entry) || entry.certificates === undefined) continue
    if (entry.certificates.some((one) => fingerprintsIn(one).includes(fingerprint))) return entry
  }
  return undefined
}

function entriesIn(tables: MessageTables): readonly RegistryEntry[] {
  return [...tables.registry.values()].map(({ entry }) => entry)
}

function isActor(entry: RegistryEntry): entry is Actor {
  return entry.kind === 'actor' || entry.kind === 'tenant'
}

/** A registered certificate is PEM, or a fingerprint with colons or without. */
function fingerprintsIn(certificate: string): readonly string[] {
  if (!certificate.includes('BEGIN')) return [certificate.replaceAll(':', '').toLowerCase()]
  return certificatesInPem(certificate).map((der) => createHash('sha256').update(der).digest('hex'))
}
