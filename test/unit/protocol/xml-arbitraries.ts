import * as fc from 'fast-check'

const awkward = [
  '&',
  '<',
  '>',
  '"',
  "'",
  ']]>',
  '&amp;',
  '&#10;',
  '\t',
  '\n',
  '\r',
  '\r\n',
  ' ',
  'å',
  'Ö',
  '€',
  'Ł',
  '日',
  '😀',
  '\u0085',
  '\u00a0',
  '\u2028',
]

/** Any text that XML can hold, with a weight on what is escaped and on what Latin-1 can't hold. */
export const xmlText = fc.oneof(
  fc.array(fc.constantFrom(...awkward), { maxLength: 8 }).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', maxLength: 20 }).map(withoutUnfit),
  fc.string({ unit: 'binary', maxLength: 20 }).map(withoutUnfit),
)

/** As `xmlText`, and not empty: an empty optional attribute reads as an absent one. */
export const filledText = xmlText.filter((text) => text !== '')

/** As `xmlText`, without the prefix that readers strip from free text. */
export const freeText = xmlText.filter((text) => !/^\s*urn:x-shs:/i.test(text))

export const nmtoken = fc.stringMatching(/^[A-Za-z0-9._:\-åÄ]{1,40}$/)

export const lowerUuid = fc.uuid()

export const datetime = fc
  .date({ min: new Date('1970-01-01T00:00:00Z'), max: new Date('2399-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 19))

export const meta = fc.record({ name: xmlText, value: xmlText })

export const dataEntry = fc.record(
  {
    datapartType: xmlText,
    fileName: filledText,
    bytes: fc.nat(),
    records: fc.nat(),
  },
  { requiredKeys: ['datapartType'] },
)

function withoutUnfit(text: string): string {
  return text.toWellFormed().replaceAll(/[^\P{Cc}\t\n\r\u007f-\u009f]|[\ufffe\uffff]/gu, '')
}
