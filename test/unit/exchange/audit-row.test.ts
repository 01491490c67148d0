import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { nodeDigest } from '../../../src/adapters/digest.ts'
import { randomIds } from '../../../src/adapters/ids.ts'
import { auditRow } from '../../../src/exchange/audit/audit-row.ts'
import type { BusinessFact } from '../../../src/exchange/audit/business-fact.ts'

const fact: BusinessFact = {
  event: 'received',
  at: Date.UTC(2026, 10, 24),
  subject: '7K3M9Q2T4XWD8B54',
  caller: '5560000001',
  to: '2021000001.åäö',
  bytes: 12,
  sha256: ['00'],
  detail: { actor: 'A name', text: { sv: 'text', en: 'text' } },
}

test('the canonical octets are ASCII JSON of the facts, without the detail', () => {
  const row = auditRow(fact, randomIds(), nodeDigest())
  assert.ok(row.canonical.every((octet) => octet >= 0x20 && octet < 0x7f))
  const said = JSON.parse(Buffer.from(row.canonical).toString('latin1'))
  const { nonce, ...rest } = said
  assert.match(nonce, /^[0-9a-f]{32}$/)
  assert.deepEqual(rest, {
    v: 1,
    event: 'received',
    at: '2026-11-24T00:00:00.000Z',
    subject: '7K3M9Q2T4XWD8B54',
    caller: '5560000001',
    to: '2021000001.åäö',
    bytes: 12,
    sha256: ['00'],
  })
})

test('the leaf is the RFC 9162 leaf hash of the canonical octets', () => {
  const row = auditRow(fact, randomIds(), nodeDigest())
  const expected = createHash('sha256').update(Buffer.of(0)).update(row.canonical).digest()
  assert.deepEqual(Buffer.from(row.leaf), expected)
})

test('the same fact twice has different leaves', () => {
  const ids = randomIds()
  const digest = nodeDigest()
  assert.notDeepEqual(auditRow(fact, ids, digest).leaf, auditRow(fact, ids, digest).leaf)
})
