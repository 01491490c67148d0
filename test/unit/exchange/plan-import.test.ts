import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Actor, RegistryRow } from '../../../src/exchange/ports/registry.ts'
import { canonicalEntry, keyOf } from '../../../src/exchange/registry/canonical-entry.ts'
import { planImport } from '../../../src/exchange/registry/plan-import.ts'

const actor = (name: string): Actor => ({ kind: 'actor', organisationNumber: '5560000001', name })
const row = (entry: Actor, imported?: Actor): RegistryRow => ({
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
