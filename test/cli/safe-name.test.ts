import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { safeName, withSuffix } from '../../src/cli/fetch/safe-name.ts'
import { safeText } from '../../src/cli/safe-text.ts'

describe('a file name from a label', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['sjukanmälan-2026-10.txt', 'sjukanmälan-2026-10.txt'],
    ['../../etc/passwd', '___.._etc_passwd'],
    ['C:\\Users\\x.txt', 'C__Users_x.txt'],
    ['.bashrc', '_bashrc'],
    ['-rf', '_rf'],
    ['a\nb\u202Etxt.exe', 'a_b_txt.exe'],
    ['CON.txt', '_CON.txt'],
    ['name. ', 'name'],
    ['', 'fallback'],
    ['..', 'fallback'],
    ['///', 'fallback'],
  ]
  for (const [name, safe] of cases) {
    it(`${JSON.stringify(name)} becomes ${safe}`, () => {
      assert.equal(safeName(name, 'fallback'), safe)
    })
  }

  it('keeps its extension when it is shortened', () => {
    const name = safeName(`${'å'.repeat(300)}.xml`, 'fallback')
    assert.ok(Buffer.byteLength(name) <= 200)
    assert.match(name, /^å+\.xml$/)
  })

  it('never is a path, hidden, empty or too long, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (given) => {
        const name = safeName(given, 'fallback')
        assert.doesNotMatch(name, /^[.-]|[/\\\p{Cc}]|[. ]$/u)
        assert.ok(name.length > 0 && Buffer.byteLength(name) <= 201)
      }),
    )
  })

  it('gets its suffix before the extension', () => {
    assert.equal(withSuffix('lön.oktober.xml', '-3f1c'), 'lön.oktober-3f1c.xml')
    assert.equal(withSuffix('lön', '-3f1c'), 'lön-3f1c')
  })
})

describe('text from elsewhere on a terminal', () => {
  it('can neither move the cursor nor forge a line', () => {
    assert.equal(safeText('a\u001B[2Jb\nc\\d'), 'a\\u001B[2Jb\\u000Ac\\u005Cd')
  })
})
