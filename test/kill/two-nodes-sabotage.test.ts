import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { twoNodeRounds } from './two-nodes/two-node-rounds.ts'
import type { TwoNodeSabotage } from './two-nodes/two-node-sabotage.ts'

/** What the harness must say of each harm, and after how many kills. */
const found: Readonly<Record<TwoNodeSabotage, readonly [rounds: number, words: RegExp]>> = {
  'swallow-message': [1, /\(direct, .*got its 202, and is not there/],
  'swallow-confirm': [1, /acknowledged, and has 0 confirm messages/],
  'change-octet': [1, /fetched [0-9a-f]{64}, sent [0-9a-f]{64}/],
  'deliver-twice': [1, /came to \d{10} twice/],
  'old-store-agency': [3, /listed for \d{10}, after it was acknowledged|got its 202, and is not there/],
  'old-store-employer': [3, /got its 202, and is not there|its receipt \S+ is 404/],
}

/** A kill may come before there is anything to harm: that shows nothing, and is tried anew. */
const mostTries = 8

describe('the kill harness sees what is done to two nodes behind their backs', () => {
  for (const [kind, [rounds, words]] of Object.entries(found)) {
    it(kind, async () => {
      for (let seed = 4711; seed < 4711 + mostTries; seed += 1) {
        const options = { rounds, seed, sabotage: kind as TwoNodeSabotage }
        const { harmed, violations } = await twoNodeRounds(options)
        if (!harmed) continue
        assert.ok(
          violations.some((violation) => words.test(violation)),
          `not found; the violations were: ${violations.slice(0, 5).join('\n')}`,
        )
        return
      }
      assert.fail('there was never anything to harm')
    })
  }
})
