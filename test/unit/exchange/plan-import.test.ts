import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Actor, Agreement, RegistryEntry, RegistryRow } from '../../../src/exchange/ports/registry.ts'
import { canonicalEntry, keyOf } from '../../../src/exchange/registry/canonical-entry.ts'
import { planImport } from '../../../src/exchange/registry/plan-import.ts'

const actor = (name: string): Actor => ({ kind: 'actor', organisationNumber: '5560000001', name })
const row = (entry: RegistryEntry, imported?: RegistryEntry): RegistryRow => ({
  key: keyOf(entry),
  entry,
  ...(imported === undefined ? {} : { imported: canonicalEntry(imported) }),
})
const plain = { prune: false, force: false }

test('a new entry is added, the same again changes nothing', () => {
  const first = planImport([actor('A')], [], plain)
  assert.deepEqual([first.added, first.changes.length], [1, 1])
  const again = planImport([actor('A')], [row(actor('A'), actor('A'))], plain)
  assert.deepEqual([again.unchanged, again.changes.length], [1, 0])
})

test('the order of keys does not matter', () => {
  const turned: Actor = { name: 'A', organisationNumber: '5560000001', kind: 'actor' }
  assert.equal(canonicalEntry(turned), canonicalEntry(actor('A')))
})

test('an entry that only the files changed is changed', () => {
  const plan = planImport([actor('B')], [row(actor('A'), actor('A'))], plain)
  assert.deepEqual([plan.changed, plan.conflicts.length], [1, 0])
})

test('an entry that was changed elsewhere stops the import and shows both values, unless forced', () => {
  const elsewhere = [row(actor('Console'), actor('A'))]
  const [conflict] = planImport([actor('B')], elsewhere, plain).conflicts
  assert.match(conflict?.here ?? '', /Console/)
  assert.match(conflict?.imported ?? '', /"B"/)
  assert.equal(planImport([actor('B')], elsewhere, { prune: false, force: true }).changed, 1)
})

test('only prune removes, and only what came by import', () => {
  const rows = [row(actor('A'), actor('A'))]
  assert.equal(planImport([], rows, plain).removed, 0)
  assert.equal(planImport([], rows, { prune: true, force: false }).removed, 1)
  assert.equal(planImport([], [row(actor('A'))], { prune: true, force: false }).removed, 0)
})

test('prune stops at what was changed elsewhere', () => {
  const plan = planImport([], [row(actor('Console'), actor('A'))], { prune: true, force: false })
  assert.deepEqual([plan.removed, plan.conflicts.length], [0, 1])
})

const tenant: Actor = { kind: 'tenant', organisationNumber: '5560000001', name: 'A' }
const removal = (kind: 'actor' | 'tenant') => ({ key: { kind, id: '5560000001' } })

test('an organisation that changes kind leaves no row of the old kind behind', () => {
  for (const [from, to] of [
    [actor('A'), tenant],
    [tenant, actor('A')],
  ] as const) {
    const plan = planImport([to], [row(from, from)], plain)
    assert.deepEqual([plan.changed, plan.removed], [1, 0])
    assert.deepEqual(plan.changes, [removal(from.kind), { key: keyOf(to), put: row(to, to) }])
  }
})

test('a row of another kind that an earlier import left behind goes with the next', () => {
  const both = [row(actor('Old'), actor('Old')), row(tenant, tenant)]
  const same = planImport([tenant], both, plain)
  assert.deepEqual([same.unchanged, same.changes], [1, [removal('actor')]])
  assert.equal(planImport([], both, { prune: true, force: false }).removed, 2)
})

test("prune keeps the node's own actor", () => {
  const rows = [row(actor('A'), actor('A'))]
  assert.equal(planImport([], rows, { prune: true, force: false, own: '5560000001' }).removed, 0)
  assert.equal(planImport([], rows, { prune: true, force: false, own: '5560000002' }).removed, 1)
})

const agreement: Agreement = {
  kind: 'agreement',
  uuid: 'a6ee0000-0000-4000-8000-000000000001',
  principal: '2021000001',
  products: ['5c1e0000-0000-4000-8000-000000000001'],
  document: 'PHNocy5hZ3JlZW1lbnQvPg==',
}

test('an agreement that comes in by its document stays enforced where it was', () => {
  const enforced: Agreement = { ...agreement, mode: 'enforce' }
  const exported = planImport([agreement], [row(enforced)], plain)
  assert.deepEqual([exported.unchanged, exported.conflicts], [1, []])
  const again = planImport([agreement], [row(enforced, enforced)], plain)
  assert.deepEqual([again.unchanged, again.changes.length], [1, 0])
  const renewed: Agreement = { ...agreement, document: 'PHNocy5hZ3JlZW1lbnQ+' }
  const { changes } = planImport([renewed], [row(enforced, enforced)], plain)
  assert.deepEqual(
    changes.map(({ put }) => put?.entry),
    [{ ...renewed, mode: 'enforce' }],
  )
})

const negotiation = {
  standing: 'agreed',
  since: 1,
  proposer: '2021000001',
  other: '5560000001',
  corrId: 'c',
  txId: 't',
} as const

test('an agreement that both nodes have made by messages is the same by its document, and keeps how it was made', () => {
  const made: Agreement = { ...agreement, mode: 'enforce', negotiation }
  const { unchanged, changes } = planImport([agreement], [row(made)], plain)
  assert.equal(unchanged, 1)
  assert.deepEqual(
    changes.map(({ put }) => put?.entry),
    [made],
  )
  const renewed: Agreement = { ...agreement, document: 'PHNocy5hZ3JlZW1lbnQ+' }
  assert.equal(planImport([renewed], [row(made)], plain).conflicts.length, 1)
  const forced = planImport([renewed], [row(made)], { prune: false, force: true })
  assert.deepEqual(
    forced.changes.map(({ put }) => put?.entry),
    [{ ...renewed, mode: 'enforce' }],
  )
})

test('an agreement that is not in force is not there: an import adds it as it is filed, and prune leaves it', () => {
  for (const standing of ['proposed', 'offered', 'accepted', 'declined'] as const) {
    const pending: Agreement = { ...agreement, mode: 'enforce', negotiation: { ...negotiation, standing } }
    const { added, conflicts, changes } = planImport([agreement], [row(pending)], plain)
    assert.deepEqual([added, conflicts], [1, []])
    assert.deepEqual(
      changes.map(({ put }) => put?.entry),
      [agreement],
    )
    assert.equal(planImport([], [row(pending, pending)], { prune: true, force: true }).changes.length, 0)
  }
})
