import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import {
  formatOrganisationNumber,
  hasRightCheckDigit,
  parseOrganisationNumber,
} from '../../../src/protocol/organisation-number.ts'

const ten = fc.stringMatching(/^[0-9]{10}$/)

test('ten digits are read from every form they are written in', () => {
  fc.assert(
    fc.property(ten, (number) => {
      for (const form of [
        number,
        formatOrganisationNumber(number),
        `16${number}`,
        ` 16${formatOrganisationNumber(number)}\n`,
      ]) {
        assert.equal(parseOrganisationNumber(form), number)
      }
    }),
  )
})

test('other texts are no organisation number', () => {
  const texts = [
    '',
    '556337219',
    '55633721911',
    '195563372191',
    '5563-372191',
    '556337--2191',
    '556337 2191',
    '16-5563372191',
    'SE5563372191',
    '５５６３３７２１９１',
  ]
  for (const text of texts) assert.equal(parseOrganisationNumber(text), undefined, text)
})

test('one check digit of ten is right', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9]{9}$/), (nine) => {
      const right = '0123456789'.split('').filter((digit) => hasRightCheckDigit(nine + digit))
      assert.equal(right.length, 1)
    }),
  )
})

test('check digits of numbers in use', () => {
  for (const number of ['5563372191', '2021006255', '2021000159']) {
    const last = Number(number.at(-1))
    assert.equal(hasRightCheckDigit(number), true, number)
    assert.equal(hasRightCheckDigit(`${number.slice(0, 9)}${(last + 1) % 10}`), false)
  }
  assert.equal(hasRightCheckDigit(''), false)
  assert.equal(hasRightCheckDigit('165563372191'), false)
})

test('people read it with a hyphen', () => {
  assert.equal(formatOrganisationNumber('5563372191'), '556337-2191')
  assert.equal(formatOrganisationNumber('x'), 'x')
})
