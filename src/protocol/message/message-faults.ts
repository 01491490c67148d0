import { illegalStructure, type ProtocolError } from '../protocol-error.ts'

/** No whole label where there must be one by now. */
export function noLabel(limit: number): ProtocolError {
  return illegalStructure(
    `The first ${limit} octets of the message hold no whole label, expected the label in its first part (maxLabelBytes)`,
    `De första ${limit} oktetterna av meddelandet innehåller ingen hel etikett, väntade etiketten i dess första del (maxLabelBytes)`,
  )
}

/** A body that ends before its first part. */
export function endsEarly(octets: number): ProtocolError {
  return octets === 0
    ? illegalStructure(
        'The body is empty, expected an SHS message',
        'Kroppen är tom, väntade ett SHS-meddelande',
      )
    : illegalStructure(
        `The body ends after ${octets} octets in the header lines, expected an SHS message`,
        `Kroppen slutar efter ${octets} oktetter bland huvudraderna, väntade ett SHS-meddelande`,
      )
}

/** A multipart body of nothing but its closing boundary. */
export function noParts(): ProtocolError {
  return illegalStructure(
    'The message has no parts, expected the label and at least one data part',
    'Meddelandet har inga delar, väntade etiketten och minst en datadel',
  )
}

/** A label that lists no data part. */
export function noneListed(): ProtocolError {
  return illegalStructure(
    'The label lists no data part, expected at least one <data> in <content>',
    'Etiketten anger ingen datadel, väntade minst ett <data> i <content>',
  )
}

/** A label that lists more data parts than are taken. */
export function tooManyListed(listed: number, limit: number): ProtocolError {
  return illegalStructure(
    `The label lists ${listed} data parts, expected at most ${limit} (maxDataParts)`,
    `Etiketten anger ${listed} datadelar, väntade högst ${limit} (maxDataParts)`,
  )
}

/** More data parts than are taken. */
export function tooManyParts(limit: number): ProtocolError {
  return illegalStructure(
    `The message has more than ${limit} data parts, expected at most that (maxDataParts)`,
    `Meddelandet har fler än ${limit} datadelar, väntade högst så många (maxDataParts)`,
  )
}

/** A data part that the label does not list. */
export function moreParts(listed: number): ProtocolError {
  return illegalStructure(
    `The message has more data parts than its label lists, expected ${listed}`,
    `Meddelandet har fler datadelar än etiketten anger, väntade ${listed}`,
  )
}

/** A listed data part that does not come. */
export function fewerParts(found: number, listed: number): ProtocolError {
  return illegalStructure(
    `The message has fewer data parts (${found}) than its label lists, expected ${listed}`,
    `Meddelandet har färre datadelar (${found}) än etiketten anger, väntade ${listed}`,
  )
}
