import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bugs } from './bugs/bugs.ts'
import { hunt } from './hunt.ts'
import { huntReport, violationReport } from './report.ts'
import { keptSeeds } from './seeds.ts'
import { simulate } from './simulate.ts'

const hours = 4
/** Where each of these is found soon; `npm run simulate -- --bugs` looks for every one from there on. */
const bugSeed = 1000
const foundSoon = [
  'blob-fsync-skipped',
  'dedup-off',
  'ack-forgotten',
  'lost-claim',
  'retry-forgotten',
  'due-far-future',
  'quarantine-without-error',
  'sent-before-202',
  'new-tx-on-retry',
  'confirm-unasked',
  'double-confirm',
]

describe('a simulated world of nodes', () => {
  it('runs the same from the same seed, to the byte', async () => {
    const texts: string[][] = [[], []]
    const runs = []
    for (const text of texts) {
      runs.push(await simulate({ seed: 20_261_124, hours, onTrace: (block) => text.push(block) }))
    }
    const [first, second] = runs
    assert.ok((texts[0]?.join('').length ?? 0) > 100_000, 'too little happened to compare')
    assert.equal(texts[0]?.join(''), texts[1]?.join(''))
    assert.deepEqual(first, second)
    const other = await simulate({ seed: 20_261_125, hours: 1 })
    assert.notEqual(other.trace, first?.trace)
  })

  for (const { seed, found, ...options } of keptSeeds) {
    it(`keeps its promises with seed ${seed}, which once found: ${found}`, async () => {
      const result = await simulate({ seed, ...options })
      assert.equal(violationReport(result, options), '')
      assert.ok((result.counts['sent'] ?? 0) > 20 * options.hours, 'too little was sent to prove anything')
      const faults = [...result.faults.values()].reduce((sum, count) => sum + count, 0)
      assert.ok(faults > 2 * options.hours, 'too little went wrong to prove anything')
    })
  }
})

describe('a planted mistake', () => {
  for (const name of foundSoon) {
    it(`is found: ${name}`, async (test) => {
      const bug = bugs.get(name)
      assert.ok(bug !== undefined)
      const result = await hunt([bugSeed], { hours: 24, bug })
      test.diagnostic(huntReport(result))
      assert.ok(result.found !== undefined, bug.what)
    })
  }
})
