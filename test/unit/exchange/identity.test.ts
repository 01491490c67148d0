import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { nodeDigest } from '../../../src/adapters/digest.ts'
import { randomIds } from '../../../src/adapters/ids.ts'
import { hasIdentity, identityOf } from '../../../src/exchange/lifecycle/identity.ts'
import { sameLabel } from '../../../src/exchange/receive/duplicate.ts'
import type { Label } from '../../../src/protocol/label/label.ts'
import { newMessage } from '../../contracts/messages.ts'

const digest = nodeDigest()
const { label } = newMessage({ ids: randomIds(), corrId: 'corr', contentId: 'content' })
const { to: _, ...toNobody } = label

const others: Readonly<Record<string, Label>> = {
  'the same': { ...label },
  'another subject': { ...label, subject: 'other' },
  'another sender': { ...label, from: { address: '5560000002' } },
  'another receiver': { ...label, to: { address: '5560000003' } },
  'no receiver': toNobody,
  'another corr.id': { ...label, corrId: 'other' },
  'another content.id': { ...label, content: { ...label.content, contentId: 'other' } },
  'ids with another boundary': {
    ...label,
    corrId: 'corrc',
    content: { ...label.content, contentId: 'ontent' },
  },
  'another product type': { ...label, product: { id: 'confirm' } },
  'the other side': { ...label, status: 'test' },
}

describe('the identity of a purged message', () => {
  for (const [what, other] of Object.entries(others)) {
    it(`is judged as that of a message that is still there: ${what}`, () => {
      for (const [first, again] of [
        [label, other],
        [other, label],
        [toNobody, other],
      ] as const) {
        assert.equal(hasIdentity(again, identityOf(first, digest), digest), sameLabel(first, again))
      }
    })
  }

  it('holds hashes alone', () => {
    assert.match(identityOf(label, digest), /^[0-9a-f]{64}\.[0-9a-f]{64}$/)
    assert.match(identityOf(toNobody, digest), /^[0-9a-f]{64}$/)
  })
})
