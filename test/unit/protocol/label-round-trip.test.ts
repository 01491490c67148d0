import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { readLabel } from '../../../src/protocol/label/label-reader.ts'
import { writeLabel } from '../../../src/protocol/label/label-writer.ts'
import { label11, label12 } from './label-arbitraries.ts'

test('a label of 1.2 reads back as it was written', () => {
  fc.assert(
    fc.property(label12, (label) => assert.deepEqual(readLabel(writeLabel(label)), structuredClone(label))),
    { numRuns: 500 },
  )
})

test('a label of 1.1 reads back as it was written', () => {
  fc.assert(
    fc.property(label11, (label) => assert.deepEqual(readLabel(writeLabel(label)), structuredClone(label))),
    { numRuns: 300 },
  )
})

test('what was read and written again is the same octets', () => {
  fc.assert(
    fc.property(label12, (label) => {
      const once = writeLabel(label)
      assert.deepEqual(writeLabel(readLabel(once)), once)
    }),
  )
})

test('every way to cut a label short is refused', () => {
  fc.assert(
    fc.property(label12, fc.nat(), (label, cut) => {
      const bytes = writeLabel(label)
      const short = bytes.subarray(0, cut % bytes.length)
      assert.throws(() => readLabel(short), { code: 'IllegalMessageStructure' })
    }),
  )
})
