import { createHash } from 'node:crypto'
import type {
  Actor,
  Agreement,
  ProductType,
  Registry,
  RegistryChange,
  RegistryEntry,
  RegistryRow,
  Service,
} from '../../../exchange/ports/registry.ts'
import { answered } from '../../message-log/sqlite/answered.ts'
import { encodeAudit } from '../../message-log/sqlite/encode-change.ts'
import type { RegistryRowWire } from '../../message-log/sqlite/row-wire.ts'
import type { WriterLink } from '../../message-log/sqlite/writer-link.ts'
import { certificatesInPem } from '../../trust/pem.ts'

/** What the registry holds, ready to be asked; replaced as a whole after each change. */
interface Held {
  readonly rows: readonly RegistryRow[]
  readonly revision: number
  readonly actors: ReadonlyMap<string, Actor>
  readonly products: ReadonlyMap<string, ProductType>
  readonly byFingerprint: ReadonlyMap<string, Actor>
  readonly services: readonly Service[]
  readonly agreements: ReadonlyMap<string, Agreement>
  /** By product id; the same list until the registry changes. */
  readonly agreementsOn: ReadonlyMap<string, readonly Agreement[]>
}

const noAgreements: readonly Agreement[] = []

/**
 * The registry in the store's database, read from memory: the store's lock makes this process the only one that
 * changes it, so memory is refreshed by its own changes alone. An actor that is also a tenant is the tenant.
 */
export async function openSqliteRegistry(writer: WriterLink): Promise<Registry> {
  let held = await load(writer)
  return {
    actors: async (numbers) => numbers.map((number) => held.actors.get(number)),
    products: async (uuids) => uuids.map((uuid) => held.products.get(uuid)),
    actorsByFingerprint: async (fingerprints) => fingerprints.map((print) => held.byFingerprint.get(print)),
    services: async () => held.services,
    agreements: async (uuids) => uuids.map((uuid) => held.agreements.get(uuid)),
    agreementsOn: async (product) => held.agreementsOn.get(product) ?? noAgreements,
    rows: async () => held.rows,
    revision: async () => held.revision,
    async apply(changes, expectRevision, audit) {
      // In a batch of its own: its audit octets begin the batch's buffer.
      writer.seal()
      const asked = writer.ask(({ side }) => ({
        kind: 'apply',
        apply: { change: changes.map(changeOf), expectRevision, audit: encodeAudit(audit, side) },
      }))
      writer.seal()
      const { applied } = answered(await asked, 'applied')
      const fresh = await load(writer).catch((cause: unknown) => {
        // Not the error as it is: StorageUnavailable would say that nothing of the change was kept.
        throw new Error('the registry is changed, but could not be read again', { cause })
      })
      // Two changes may load at once; the older load must not win.
      if (fresh.revision > held.revision) held = fresh
      return applied
    },
  }
}

function changeOf({ key, put }: RegistryChange) {
  const { kind, id } = key
  if (put === undefined) return { kind, id, put: null }
  return { kind, id, put: { entry: JSON.stringify(put.entry), imported: put.imported ?? null } }
}

async function load(writer: WriterLink): Promise<Held> {
  const answer = await writer.ask(() => ({ kind: 'ask', question: { ask: 'registry' } }))
  const { registry, revision } = answered(answer, 'registry')
  const rows = registry.map(rowOf)
  const actors = new Map<string, Actor>()
  const products = new Map<string, ProductType>()
  const services: Service[] = []
  const agreements = new Map<string, Agreement>()
  for (const { entry } of rows) {
    // Rows come by kind, so a tenant comes after the actor of the same number.
    if (entry.kind === 'actor' || entry.kind === 'tenant') actors.set(entry.organisationNumber, entry)
    else if (entry.kind === 'product') products.set(entry.uuid, entry)
    else if (entry.kind === 'service') services.push(entry)
    else if (entry.kind === 'agreement') agreements.set(entry.uuid, entry)
  }
  return {
    rows,
    revision,
    actors,
    products,
    services,
    agreements,
    byFingerprint: byFingerprint(actors),
    agreementsOn: byProduct(agreements),
  }
}

function byProduct(agreements: ReadonlyMap<string, Agreement>): ReadonlyMap<string, readonly Agreement[]> {
  const found = new Map<string, Agreement[]>()
  for (const agreement of agreements.values()) {
    // A document may name a product type twice.
    for (const product of new Set(agreement.products)) {
      const before = found.get(product)
      if (before === undefined) found.set(product, [agreement])
      else before.push(agreement)
    }
  }
  return found
}

function byFingerprint(actors: ReadonlyMap<string, Actor>): ReadonlyMap<string, Actor> {
  const found = new Map<string, Actor>()
  for (const actor of actors.values()) {
    for (const print of (actor.certificates ?? []).flatMap(fingerprintsOf)) found.set(print, actor)
  }
  return found
}

/** The fingerprints that a `certificates` entry names: one as it is, or those of the PEM certificates it holds. */
function fingerprintsOf(certificate: string): readonly string[] {
  const held = certificatesInPem(certificate)
  if (held.length === 0) return [certificate.replaceAll(/[:\s]/g, '').toLowerCase()]
  return held.map((der) => createHash('sha256').update(der).digest('hex'))
}

function rowOf(wire: RegistryRowWire): RegistryRow {
  const entry: unknown = JSON.parse(wire.entry)
  if (!isEntry(entry)) throw new Error(`the registry holds ${wire.kind} ${wire.id}, which cannot be read`)
  const key = { kind: entry.kind, id: wire.id }
  return wire.imported === undefined ? { key, entry } : { key, entry, imported: wire.imported }
}

const kinds: ReadonlySet<unknown> = new Set(['actor', 'tenant', 'product', 'agreement', 'service'])

/** This program wrote the entry; the check tells damage from data. */
function isEntry(value: unknown): value is RegistryEntry {
  return typeof value === 'object' && value !== null && 'kind' in value && kinds.has(value.kind)
}
