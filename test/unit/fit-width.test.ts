import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { wrapped, wrappedCommand } from '../../src/cli/try/fit-width.ts'

describe('what try prints', () => {
  it('is broken between words at the width of the terminal, and not where there is none', () => {
    const line = '  send another from the employer'
    assert.deepEqual(wrapped(line, 20, 4), ['  send another from', '    the employer'])
    assert.deepEqual(wrapped(line, undefined, 4), [line])
    assert.deepEqual(wrapped(line, line.length, 4), [line])
  })

  it('keeps the columns of a line, and a word that is longer than a line', () => {
    assert.deepEqual(wrapped('a   b https://127.0.0.1:40000/shs/rs c', 12, 2), [
      'a   b',
      '  https://127.0.0.1:40000/shs/rs',
      '  c',
    ])
  })

  it('breaks a command where a shell takes it so, an option with its value', () => {
    const words = ['curl', '--cert', 'a.crt', '-X', 'POST', 'https://a/rs']
    assert.deepEqual(wrappedCommand(words, 24, 5), ['curl --cert a.crt \\', '  -X POST \\', '  https://a/rs'])
    assert.deepEqual(wrappedCommand(words, undefined, 5), ['curl --cert a.crt -X POST https://a/rs'])
  })
})
