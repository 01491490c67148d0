import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assert as check, property, string } from 'fast-check'
import {
  comparable,
  parseDistinguishedName,
  sameRdns,
  writeRdn,
} from '../../src/adapters/directory/ldap/distinguished-name.ts'

describe('a distinguished name', () => {
  const cases: readonly [string, readonly (readonly (readonly [string, string])[])[]][] = [
    ['l=SHS', [[['l', 'SHS']]]],
    ['O=A, l = SHS', [[['o', 'A']], [['l', 'SHS']]]],
    [
      'organizationNumber=1+serialNumber=2,ou=x',
      [
        [
          ['organizationnumber', '1'],
          ['serialnumber', '2'],
        ],
        [['ou', 'x']],
      ],
    ],
    [String.raw`o=A\, B\2C C,l=SHS`, [[['o', 'A, B, C']], [['l', 'SHS']]]],
    [String.raw`o=\C3\85keri \5C`, [[['o', 'Åkeri \\']]]],
    [String.raw`o="A, \"B\"",l=SHS`, [[['o', 'A, "B"']], [['l', 'SHS']]]],
    [String.raw`o=\ A\20`, [[['o', ' A ']]]],
    ['2.5.4.10=A;localityName=B', [[['o', 'A']], [['l', 'B']]]],
    ['', []],
  ]
  for (const [text, expected] of cases) {
    it(`is read from ${JSON.stringify(text)}`, () => {
      assert.deepEqual(
        parseDistinguishedName(text)?.map((rdn) => rdn.map(({ type, value }) => [type, value])),
        expected,
      )
    })
  }

  for (const text of [
    'x',
    'o=A,',
    ',o=A',
    '=A',
    'o=A,x',
    'o=#04024869',
    String.raw`o=\FF`,
    'o="A',
    'o="A"B',
  ]) {
    it(`is not ${JSON.stringify(text)}`, () => assert.equal(parseDistinguishedName(text), undefined))
  }

  it('is compared without regard to case, white space and the order within an RDN', () => {
    assert.ok(sameRdns(parse('o=Ett  Verk,l=SHS'), parse('O=ett verk, L=shs')))
    assert.ok(sameRdns(parse('a=1+b=2'), parse('B=2+A=1')))
    assert.ok(!sameRdns(parse('o=A,l=SHS'), parse(String.raw`o=A\,l\=SHS`)))
  })

  it('is read back from what is written, whatever the value', () => {
    check(
      property(string({ unit: 'grapheme', minLength: 1 }), string({ unit: 'binary' }), (one, other) => {
        const rdn = [
          { type: 'o', value: one },
          { type: 'ou', value: other.toWellFormed() },
        ]
        const text = `${writeRdn(rdn)},l=SHS`
        assert.deepEqual(parseDistinguishedName(text), [rdn, [{ type: 'l', value: 'SHS' }]])
        assert.equal(text.split(',').length, 2)
        assert.equal(comparable([rdn]), comparable([rdn.toReversed()]))
      }),
    )
  })
})

function parse(text: string): NonNullable<ReturnType<typeof parseDistinguishedName>> {
  return parseDistinguishedName(text) ?? assert.fail(text)
}
