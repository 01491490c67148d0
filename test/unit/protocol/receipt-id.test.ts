import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { formatReceiptId, parseReceiptId, receiptIdFrom } from '../../../src/protocol/receipt-id.ts'

const symbols = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const octets = fc.uint8Array({ minLength: 10, maxLength: 16 })
const ids = octets.map(receiptIdFrom).filter((id) => id !== undefined)

/** Crockford's rule by whole numbers: the symbol of the value modulo 37. */
function remainder(id: string): number {
  let value = 0n
  for (const symbol of id) value = value * 32n + BigInt(symbols.indexOf(symbol))
  return Number(value % 37n)
}

describe('receiptIdFrom', () => {
  it('makes 15 symbols of the first 75 bits and a check symbol, or asks to be called again', () => {
    fc.assert(
      fc.property(octets, (random) => {
        let value = 0n
        for (const octet of random.subarray(0, 10)) value = value * 256n + BigInt(octet)
        let expected = ''
        for (let i = 0; i < 15; i++) expected += symbols[Number((value >> BigInt(75 - 5 * i)) & 31n)] ?? '?'
        const check = symbols[remainder(expected)]
        assert.equal(receiptIdFrom(random), check === undefined ? undefined : expected + check)
      }),
    )
  })

  it('never ends in a check symbol that is no letter or digit', () => {
    // The value 35: its check symbol would be "=".
    const thirtyFive = new Uint8Array([0, 0, 0, 0, 0, 0, 0, 0, 4, 0x60])
    assert.equal(receiptIdFrom(thirtyFive), undefined)
    const three = new Uint8Array([0, 0, 0, 0, 0, 0, 0, 0, 0, 0x60])
    assert.equal(receiptIdFrom(three), '0000000000000033')
  })

  it('takes no fewer than 10 octets', () => assert.throws(() => receiptIdFrom(new Uint8Array(9)), RangeError))
})

describe('parseReceiptId', () => {
  it('reads back what was formatted', () => {
    fc.assert(
      fc.property(ids, (id) => {
        assert.match(formatReceiptId(id), /^(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}$/)
        assert.deepEqual(parseReceiptId(formatReceiptId(id)), { ok: true, id })
      }),
    )
  })

  it('reads what is said over the phone and typed back', () => {
    const canonical = { ok: true, id: '7K3M9Q2T4XWD8B54' }
    for (const typed of [
      '7K3M-9Q2T-4XWD-8B54',
      '7k3m9q2t4xwd8b54',
      ' 7k3m 9q2t 4xwd 8b54\n',
      '7K3M–9Q2T—4XWD−8B54',
      '7K3M\u00a09Q2T\u20114XWD-8B54',
    ]) {
      assert.deepEqual(parseReceiptId(typed), canonical, typed)
    }
  })

  it('reads I, L and O as 1, 1 and 0', () => {
    const withOnesAndNoughts = receiptIdFrom(new Uint8Array([0, 0x02, 0x10, 0, 0, 0, 0, 0, 0, 0]))
    assert.equal(withOnesAndNoughts, `001100000000000${symbols[remainder('001100000000000')]}`)
    const check = withOnesAndNoughts.slice(-1)
    for (const typed of [`OoIl-oooo-oooo-ooo${check}`, `00il00000000000${check.toLowerCase()}`]) {
      assert.deepEqual(parseReceiptId(typed), { ok: true, id: withOnesAndNoughts })
    }
  })

  it('tells every single mistyping and every swap of neighbours', () => {
    const mistyped = fc.record({ id: ids, at: fc.nat(15), symbol: fc.constantFrom(...symbols.split('')) })
    fc.assert(
      fc.property(mistyped, ({ id, at, symbol }) => {
        const wrong = id.slice(0, at) + symbol + id.slice(at + 1)
        assert.equal(parseReceiptId(wrong).ok, wrong === id)
        const swapped = id.slice(0, at) + (id[at + 1] ?? '') + (id[at] ?? '') + id.slice(at + 2)
        if (at < 14) assert.equal(parseReceiptId(swapped).ok, swapped === id)
      }),
    )
  })

  const bad: readonly (readonly [string, string, string])[] = [
    [
      '7K3M-9Q2T-4XWD-8B55',
      'The check symbol (the last one) of the receipt id "7K3M-9Q2T-4XWD-8B55" does not fit, expected an id without mistypings',
      'Kontrolltecknet (det sista) i kvittens-id:t "7K3M-9Q2T-4XWD-8B55" stämmer inte, väntade ett id utan felskrivning',
    ],
    [
      '7K3M-9Q2T-4XWD-8B5',
      'The receipt id "7K3M-9Q2T-4XWD-8B5" has 15 symbols, expected 16',
      'Kvittens-id:t "7K3M-9Q2T-4XWD-8B5" har 15 tecken, väntade 16',
    ],
    ['', 'The receipt id "" has 0 symbols, expected 16', 'Kvittens-id:t "" har 0 tecken, väntade 16'],
    [
      '7K3M-9Q2T-4XWD-8BU4',
      'The receipt id "7K3M-9Q2T-4XWD-8BU4" holds "U", expected only digits and letters other than U',
      'Kvittens-id:t "7K3M-9Q2T-4XWD-8BU4" innehåller "U", väntade bara siffror och andra bokstäver än U, Å, Ä och Ö',
    ],
    [
      '7K3M/9Q2T',
      'The receipt id "7K3M/9Q2T" holds "/", expected only digits and letters other than U',
      'Kvittens-id:t "7K3M/9Q2T" innehåller "/", väntade bara siffror och andra bokstäver än U, Å, Ä och Ö',
    ],
    [
      '😀',
      'The receipt id "😀" holds "😀", expected only digits and letters other than U',
      'Kvittens-id:t "😀" innehåller "😀", väntade bara siffror och andra bokstäver än U, Å, Ä och Ö',
    ],
  ]
  for (const [typed, en, sv] of bad) {
    it(`refuses ${JSON.stringify(typed)} in both languages`, () => {
      assert.deepEqual(parseReceiptId(typed), { ok: false, why: { en, sv } })
    })
  }
})
