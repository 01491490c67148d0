import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { killRounds } from './kill-rounds.ts'
import { resultTable } from './result-table.ts'

const rounds = 25

describe('a node that is killed again and again', () => {
  for (const seed of [20_260_301, Math.floor(Math.random() * 2 ** 31)]) {
    it(`loses nothing in ${rounds} rounds, seed ${seed}`, async (test) => {
      const result = await killRounds({ rounds, seed })
      test.diagnostic(resultTable(result, seed).replaceAll(/\s*\n/g, ', ').replaceAll(/ +/g, ' '))
      assert.deepEqual(result.violations, [])
      assert.equal(result.rounds, rounds)
      assert.ok(result.kills >= rounds)
      assert.ok(result.counts.accepted > rounds, 'too little was sent to prove anything')
      assert.ok(result.counts.lost > 0, 'no kill came in the midst of a message')
    })
  }
})
