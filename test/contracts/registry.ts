import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import type { MessageLog } from '../../src/exchange/ports/message-log.ts'
import type {
  Actor,
  Agreement,
  Registry,
  RegistryChange,
  RegistryEntry,
} from '../../src/exchange/ports/registry.ts'
import { auditRow } from './messages.ts'

/** A registry, with the log that its audit rows go to, that can be closed and opened again. */
export interface RegistryPlace extends AsyncDisposable {
  open(): Promise<{ readonly registry: Registry; readonly messageLog: MessageLog } & AsyncDisposable>
}

const fingerprint = 'ab'.repeat(32)
const der = Buffer.from('not really a certificate, but octets all the same')
const pem = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`

const actor: Actor = {
  kind: 'actor',
  organisationNumber: '5560000001',
  name: 'Arbetsgivaren AB',
  certificates: [fingerprint.toUpperCase().replaceAll(/(..)(?=.)/g, '$1:'), pem],
  providers: [{ number: '5560000002', from: '2026-01-01', may: ['send'] }],
}
const tenant: Actor = { kind: 'tenant', organisationNumber: '5560000003', name: 'Kunden' }
const product: RegistryEntry = {
  kind: 'product',
  uuid: '7d1c2a9e-5b0f-4c1d-9a52-0d7e2b8f4a10',
  name: 'Sjukanmälan',
  principal: '2021000001',
  document: 'PHNocy5wcm9kdWN0Lz4=',
}
const agreement: Agreement = {
  kind: 'agreement',
  uuid: '0b6e1f0e-95f4-4b4a-9a2f-0d2a3b1c4d5e',
  principal: '2021000001',
  products: ['7d1c2a9e-5b0f-4c1d-9a52-0d7e2b8f4a10'],
  document: 'PHNocy5hZ3JlZW1lbnQvPg==',
}
const service: RegistryEntry = {
  kind: 'service',
  name: 'sjukanmalan',
  product: '7d1c2a9e-5b0f-4c1d-9a52-0d7e2b8f4a10',
  owner: '2021000001',
  title: { sv: 'Sjukanmälan', en: 'Sick leave' },
  direction: 'send',
}

/** What every registry must do, run against one adapter. */
export function registryContract(name: string, newPlace: () => Promise<RegistryPlace>): void {
  describe(`registry: ${name}`, () => {
    it('is empty at first', async () => {
      await using opened = await openNew(newPlace)
      assert.equal(await opened.registry.revision(), 0)
      assert.deepEqual(await opened.registry.rows(), [])
      assert.deepEqual(await opened.registry.actors(['5560000001']), [undefined])
    })

    it('finds entries by what names them', async () => {
      await using opened = await openNew(newPlace)
      const { registry } = opened
      assert.equal(await registry.apply([actor, tenant, product, agreement, service].map(put), 0, []), true)
      assert.equal(await registry.revision(), 1)
      assert.deepEqual(await registry.actors(['5560000003', 'x', '5560000001']), [tenant, undefined, actor])
      assert.deepEqual(await registry.products(['x', '7d1c2a9e-5b0f-4c1d-9a52-0d7e2b8f4a10']), [
        undefined,
        product,
      ])
      assert.deepEqual(await registry.services(), [service])
      assert.equal((await registry.rows()).length, 5)
    })

    it('finds agreements by their uuid, and every one on a product type', async () => {
      await using opened = await openNew(newPlace)
      const { registry } = opened
      const shared = '7d1c2a9e-5b0f-4c1d-9a52-0d7e2b8f4a10'
      const other: Agreement = {
        ...agreement,
        uuid: '0b6e1f0e-95f4-4b4a-9a2f-0d2a3b1c4d5f',
        customer: '5560000001',
        products: [shared, '7d1c2a9e-5b0f-4c1d-9a52-0d7e2b8f4a11', shared],
        mode: 'enforce',
      }
      assert.deepEqual(await registry.agreements([agreement.uuid]), [undefined])
      assert.deepEqual(await registry.agreementsOn(shared), [])
      await registry.apply([put(agreement), put(other)], 0, [])
      assert.deepEqual(await registry.agreements([other.uuid, 'x', agreement.uuid]), [
        other,
        undefined,
        agreement,
      ])
      assert.deepEqual(byUuid(await registry.agreementsOn(shared)), [agreement, other])
      assert.deepEqual(await registry.agreementsOn('7d1c2a9e-5b0f-4c1d-9a52-0d7e2b8f4a11'), [other])
      assert.deepEqual(await registry.agreementsOn('x'), [])

      const moved: Agreement = { ...agreement, products: ['7d1c2a9e-5b0f-4c1d-9a52-0d7e2b8f4a11'] }
      await registry.apply([put(moved), { key: keyOf(other) }], 1, [])
      assert.deepEqual(await registry.agreements([agreement.uuid, other.uuid]), [moved, undefined])
      assert.deepEqual(await registry.agreementsOn(shared), [])
      assert.deepEqual(await registry.agreementsOn('7d1c2a9e-5b0f-4c1d-9a52-0d7e2b8f4a11'), [moved])
    })

    it('finds an actor by the fingerprint of a certificate, given as one or as PEM', async () => {
      await using opened = await openNew(newPlace)
      await opened.registry.apply([put(actor)], 0, [])
      const ofPem = createHash('sha256').update(der).digest('hex')
      assert.deepEqual(await opened.registry.actorsByFingerprint([fingerprint, ofPem, '00'.repeat(32)]), [
        actor,
        actor,
        undefined,
      ])
    })

    it('replaces and removes, and keeps what was imported', async () => {
      await using opened = await openNew(newPlace)
      const { registry } = opened
      await registry.apply(
        [{ ...put(actor), put: { key: keyOf(actor), entry: actor, imported: '{"a":1}' } }, put(service)],
        0,
        [],
      )
      const renamed: Actor = { ...actor, name: 'Nya namnet AB' }
      assert.equal(await registry.apply([put(renamed), { key: keyOf(service) }], 1, []), true)
      assert.deepEqual(await registry.rows(), [{ key: keyOf(actor), entry: renamed }])
      assert.deepEqual(await registry.services(), [])
    })

    it('writes nothing, audit rows included, at another revision', async () => {
      await using opened = await openNew(newPlace)
      const { registry, messageLog } = opened
      await registry.apply([put(actor)], 0, [auditRow({ event: 'imported' })])
      assert.equal(await registry.apply([put(tenant)], 0, [auditRow({ event: 'imported' })]), false)
      assert.equal(await registry.revision(), 1)
      assert.deepEqual(await registry.actors([tenant.organisationNumber]), [undefined])
      assert.equal(await messageLog.numberAudit(), 1)
    })

    it('lets one of several through that change it at once', async () => {
      await using opened = await openNew(newPlace)
      const applied = await Promise.all(
        [actor, tenant, product].map((entry) => opened.registry.apply([put(entry)], 0, [auditRow()])),
      )
      assert.equal(applied.filter((done) => done).length, 1)
      assert.equal((await opened.registry.rows()).length, 1)
    })

    it('writes its audit rows among those of messages', async () => {
      await using opened = await openNew(newPlace)
      const canonical = Buffer.from('imported an actor')
      const [, applied] = await Promise.all([
        opened.messageLog.commit([{ audit: [auditRow()] }]),
        opened.registry.apply([put(actor)], 0, [auditRow({ event: 'imported', canonical })]),
        opened.messageLog.commit([{ audit: [auditRow()] }]),
      ])
      assert.equal(applied, true)
      assert.equal(await opened.messageLog.numberAudit(), 3)
      const rows = (await Array.fromAsync(opened.messageLog.audit(0))).flat()
      const imported = rows.find((row) => row.event === 'imported')
      assert.equal(imported && Buffer.from(imported.canonical).toString(), 'imported an actor')
    })

    it('keeps everything when it is opened again', async () => {
      await using place = await newPlace()
      {
        await using store = await place.open()
        await store.registry.apply([put(actor), put(service), put(agreement)], 0, [])
      }
      await using store = await place.open()
      assert.equal(await store.registry.revision(), 1)
      assert.deepEqual(await store.registry.actors([actor.organisationNumber]), [actor])
      assert.deepEqual(await store.registry.services(), [service])
      assert.deepEqual(await store.registry.agreements([agreement.uuid]), [agreement])
    })
  })
}

function byUuid(agreements: readonly Agreement[]): readonly Agreement[] {
  return agreements.toSorted((one, other) => (one.uuid < other.uuid ? -1 : 1))
}

function keyOf(entry: RegistryEntry): RegistryChange['key'] {
  switch (entry.kind) {
    case 'actor':
    case 'tenant':
      return { kind: entry.kind, id: entry.organisationNumber }
    case 'service':
      return { kind: entry.kind, id: entry.name }
    case 'product':
    case 'agreement':
      return { kind: entry.kind, id: entry.uuid }
  }
}

function put(entry: RegistryEntry): RegistryChange {
  return { key: keyOf(entry), put: { key: keyOf(entry), entry } }
}

async function openNew(
  newPlace: () => Promise<RegistryPlace>,
): Promise<{ registry: Registry; messageLog: MessageLog } & AsyncDisposable> {
  const place = await newPlace()
  const store = await place.open()
  return {
    registry: store.registry,
    messageLog: store.messageLog,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      await place[Symbol.asyncDispose]()
    },
  }
}
