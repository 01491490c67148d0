import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bugs } from './bugs/bugs.ts'
import { hunt, newSeeds } from './hunt.ts'
import { huntReport, violationReport } from './report.ts'
import { keptSeeds } from './seeds.ts'
import { simulate } from './simulate.ts'

const hours = 12
const freshSeeds = 8
const bugSeeds = 60

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
    const other = await simulate({ seed: 20_261_125, hours })
    assert.notEqual(other.trace, first?.trace)
  })

  for (const { seed, found, ...options } of keptSeeds) {
    it(`keeps its promises with seed ${seed}, which once found: ${found}`, async () => {
      const result = await simulate({ seed, ...options })
      assert.equal(violationReport(result, options), '')
    })
  }

  it(`keeps its promises with ${freshSeeds} new seeds`, async (test) => {
    let left = freshSeeds
    const result = await hunt(newSeeds(), { hours }, () => --left > 0)
    test.diagnostic(huntReport(result))
    assert.equal(result.found === undefined ? '' : violationReport(result.found, { hours }), '')
    assert.ok(result.messages > 20 * freshSeeds, 'too little was sent to prove anything')
    assert.ok(result.faults > 20 * freshSeeds, 'too little went wrong to prove anything')
  })
})

describe('a planted mistake', () => {
  for (const bug of bugs.values()) {
    it(`is found: ${bug.name}`, async (test) => {
      let left = bugSeeds
      const result = await hunt(newSeeds(1000), { hours: 24, bug }, () => --left > 0)
      test.diagnostic(huntReport(result))
      assert.ok(result.found !== undefined, bug.what)
    })
  }
})
