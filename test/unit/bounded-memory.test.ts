import assert from 'node:assert/strict'
import { it } from 'node:test'
import { boundedMemory } from '../../src/adapters/directory/bounded-memory.ts'

it('a bounded memory forgets what was put in it longest ago', () => {
  const memory = boundedMemory<number>(2)
  memory.put('a', 1)
  memory.put('b', 2)
  memory.put('a', 3)
  memory.put('c', 4)
  assert.deepEqual([memory.get('a'), memory.get('b'), memory.get('c')], [3, undefined, 4])
  memory.forget('a')
  memory.put('d', 5)
  assert.deepEqual([memory.get('a'), memory.get('c'), memory.get('d')], [undefined, 4, 5])
})
