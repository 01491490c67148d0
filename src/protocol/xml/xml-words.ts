import type { Words } from '../words.ts'

const longestQuote = 60

/** What a reader expects in a place, in words that end the sentence "…, expected …". */
export const expected = {
  uuid: {
    en: 'a UUID (8-4-4-4-12 hexadecimal digits)',
    sv: 'ett UUID (8-4-4-4-12 hexadecimala siffror)',
  },
  nmtoken: {
    en: 'a name token (letters, digits, ".", "-", "_" and ":", no white space)',
    sv: 'en namnsymbol (bokstäver, siffror, ".", "-", "_" och ":", inga blanktecken)',
  },
  address: {
    en: 'an organisation number (ten digits), optionally followed by "." and the actor\'s own part, with or without "urn:X-shs:"',
    sv: 'ett organisationsnummer (tio siffror), eventuellt följt av "." och aktörens egen del, med eller utan "urn:X-shs:"',
  },
  organisation: {
    en: 'an organisation number (ten digits), with or without "urn:X-shs:"',
    sv: 'ett organisationsnummer (tio siffror), med eller utan "urn:X-shs:"',
  },
  product: {
    en: 'a UUID or one of confirm, error, agreement, with or without "urn:X-shs:"',
    sv: 'ett UUID eller något av confirm, error, agreement, med eller utan "urn:X-shs:"',
  },
  datetime: {
    en: 'a date and time of the form yyyy-MM-ddTHH:mm:ss',
    sv: 'ett datum och klockslag på formen yyyy-MM-ddTHH:mm:ss',
  },
  date: { en: 'a date of the form yyyy-MM-dd', sv: 'ett datum på formen yyyy-MM-dd' },
  time: { en: 'a time of day of the form HH:mm', sv: 'ett klockslag på formen HH:mm' },
  count: { en: 'a whole number of digits only', sv: 'ett heltal med enbart siffror' },
  text: { en: 'a value', sv: 'ett värde' },
} as const satisfies Record<string, Words>

/** One of several values. */
export function oneOf(values: readonly string[]): Words {
  return { en: list(values, 'or'), sv: list(values, 'eller') }
}

/** "the attribute a of <e>", a place for `illegalValue`. */
export function attributePlace(element: string, attribute: string): Words {
  return {
    en: `attribute ${quotable(attribute)} of <${quotable(element)}>`,
    sv: `attributet ${quotable(attribute)} i <${quotable(element)}>`,
  }
}

/** "the element <e>", a place for `illegalValue`. */
export function elementPlace(element: string): Words {
  return { en: `element <${quotable(element)}>`, sv: `elementet <${quotable(element)}>` }
}

/** A value that is not what its place holds. */
export function illegalValue(place: Words, found: string, wanted: Words): Words {
  const value = quotable(found)
  return {
    en: `The ${place.en} is "${value}", expected ${wanted.en}`,
    sv: `${capital(place.sv)} är "${value}", väntade ${wanted.sv}`,
  }
}

/** A required attribute that is not there. */
export function missingAttribute(element: string, attribute: string, wanted: Words): Words {
  return {
    en: `The attribute ${attribute} of <${element}> is missing, expected ${wanted.en}`,
    sv: `Attributet ${attribute} saknas i <${element}>, väntade ${wanted.sv}`,
  }
}

/** An attribute that the element doesn't have. */
export function unknownAttribute(element: string, found: string, known: readonly string[]): Words {
  return {
    en: `The element <${element}> has the unknown attribute ${quotable(found)}, expected ${known.length === 0 ? 'no attributes' : `only ${list(known, 'and')}`}`,
    sv: `Elementet <${element}> har det okända attributet ${quotable(found)}, väntade ${known.length === 0 ? 'inga attribut' : `bara ${list(known, 'och')}`}`,
  }
}

/** An element where others (or none) belong; `known` are element names. */
export function unexpectedElement(parent: string, found: string, known: readonly string[]): Words {
  return {
    en: `<${quotable(found)}> stands in <${quotable(parent)}>, expected ${known.length === 0 ? 'no more elements there' : tags(known, 'or')}`,
    sv: `<${quotable(found)}> står i <${quotable(parent)}>, väntade ${known.length === 0 ? 'inga fler element där' : tags(known, 'eller')}`,
  }
}

/** An element that comes after one that it goes before. */
export function wrongOrder(parent: string, found: string, after: string): Words {
  return {
    en: `In <${quotable(parent)}>, <${found}> goes before <${after}>`,
    sv: `I <${quotable(parent)}> ska <${found}> stå före <${after}>`,
  }
}

/** An element that is there already, or another of those of which one is there; `instead` is a sentence. */
export function onlyOne(parent: string, names: readonly string[], instead?: Words): Words {
  return {
    en: `<${quotable(parent)}> can have only one ${tags(names, 'or')}${instead === undefined ? '' : `. ${instead.en}`}`,
    sv: `<${quotable(parent)}> kan bara ha ett ${tags(names, 'eller')}${instead === undefined ? '' : `. ${instead.sv}`}`,
  }
}

/** A required element that is not there. */
export function missingElement(parent: string, wanted: readonly string[]): Words {
  return {
    en: `<${parent}> has no ${tags(wanted, 'or')}, expected one`,
    sv: `<${parent}> saknar ${tags(wanted, 'eller')}, väntade ett sådant element`,
  }
}

/** Another root element than the document type's. */
export function wrongRoot(found: string, wanted: readonly string[]): Words {
  return {
    en: `The document is <${quotable(found)}>, expected ${tags(wanted, 'or')}`,
    sv: `Dokumentet är <${quotable(found)}>, väntade ${tags(wanted, 'eller')}`,
  }
}

/** Text from outside, made fit for one line of an error: cut off, and without control characters. */
export function quotable(text: string): string {
  const clean = text.slice(0, longestQuote).replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ')
  return text.length > longestQuote ? `${clean}…` : clean
}

function tags(names: readonly string[], last: string): string {
  return list(
    names.map((name) => `<${name}>`),
    last,
  )
}

function list(values: readonly string[], last: string): string {
  const head = values.slice(0, -1)
  const tail = values.at(-1) ?? ''
  return head.length === 0 ? tail : `${head.join(', ')} ${last} ${tail}`
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
