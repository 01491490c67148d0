import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { twoNodeRounds } from './two-nodes/two-node-rounds.ts'
import { twoNodeTable } from './two-nodes/two-node-table.ts'

const rounds = 5

describe('two nodes of which either is killed again and again', () => {
  const seed = Math.floor(Math.random() * 2 ** 31)
  it(`lose nothing and double nothing in ${rounds} rounds, seed ${seed}`, async (test) => {
    const result = await twoNodeRounds({ rounds, seed })
    test.diagnostic(twoNodeTable(result, seed).replaceAll(/\s*\n/g, ', ').replaceAll(/ +/g, ' '))
    assert.deepEqual(result.violations, [])
    assert.equal(result.rounds, rounds)
    const { kills, counts, fates } = result
    assert.ok(kills.agency + kills.employer >= rounds)
    assert.ok(counts.lost > 0, 'no kill came in the midst of a message')
    for (const fate of ['there', 'here', 'quarantined'] as const)
      assert.ok(fates[fate] > 0, `nothing ${fate}: too little was sent to prove anything`)
  })
})
