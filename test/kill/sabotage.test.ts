import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { killRounds } from './kill-rounds.ts'
import type { Sabotage } from './sabotage.ts'

/** What the harness must say of each harm. */
const found: Readonly<Record<Sabotage, RegExp>> = {
  'drop-blob': /a message needs it, and it is not on disk|can't be fetched/,
  'drop-message': /got its 202, and is not there/,
  'drop-audit-row': /the audit trail has \d+ where \d+ should be/,
  'change-audit-row': /its leaf is not the hash of its octets/,
  'leave-orphan': /lies on disk, and no message needs it/,
}

describe('the kill harness sees a store that was harmed behind the node', () => {
  for (const [kind, words] of Object.entries(found)) {
    it(kind, async () => {
      const result = await killRounds({ rounds: 10, seed: 4711, sabotage: kind as Sabotage })
      assert.ok(
        result.violations.some((violation) => words.test(violation)),
        `not found; the violations were: ${result.violations.slice(0, 5).join('\n')}`,
      )
    })
  }
})
