import { decodeLatin1 } from '../latin1.ts'
import { illegalStructure, type ProtocolError } from '../protocol-error.ts'
import { quotable } from '../xml/xml-words.ts'

/** A whole MIME entity with its headers, or its parts alone (section 2). */
export type BodyForm = 'entity' | 'parts'

/** Enough for the longest boundary that is taken, and any header name. */
const window = 202

const headerStart = /^[!-9;-~]+[ \t]*:/
const maybeHeaderStart = /^[!-9;-~]{0,70}[ \t]{0,8}$/

/**
 * Tells the form of a body by its first octets, whatever the HTTP Content-Type says; undefined: more octets are needed.
 * `boundary` is that of the HTTP header, where it has one. Throws IllegalMessageStructure where it is neither form.
 */
export function bodyForm(start: Uint8Array, boundary: string | undefined): BodyForm | undefined {
  const text = decodeLatin1(start, 0, Math.min(start.length, window))
  if ('--'.startsWith(text)) return undefined
  if (text.startsWith('--')) return formByBoundary(text, boundary)
  if (headerStart.test(text)) return 'entity'
  if (maybeHeaderStart.test(text)) return undefined
  if (boundary === undefined) throw noHeader()
  return 'parts'
}

function formByBoundary(text: string, boundary: string | undefined): BodyForm | undefined {
  if (boundary === undefined) throw partsWithoutBoundary()
  const delimiter = `--${boundary}`
  if (text.startsWith(delimiter)) return 'parts'
  if (delimiter.startsWith(text)) return undefined
  throw otherBoundary(delimiter)
}

// What the body holds instead is not told: a file that was sent bare would be quoted.
function noHeader(): ProtocolError {
  return illegalStructure(
    'The body does not begin with the header lines of a MIME entity ("Name: value"): a file must be sent inside an SHS message, octet for octet (curl: --data-binary)',
    'Kroppen börjar inte med en MIME-entitets huvudrader ("Namn: värde"): en fil ska skickas inuti ett SHS-meddelande, byte för byte (curl: --data-binary)',
  )
}

function partsWithoutBoundary(): ProtocolError {
  return illegalStructure(
    'The body begins with a boundary and the HTTP Content-Type names none, expected a boundary there or a whole MIME entity with its headers',
    'Kroppen börjar med en gränsmarkör och HTTP-huvudet Content-Type anger ingen, väntade en gränsmarkör där eller en hel MIME-entitet med huvudrader',
  )
}

function otherBoundary(delimiter: string): ProtocolError {
  return illegalStructure(
    `The body does not begin with the HTTP Content-Type's boundary "${quotable(delimiter)}"`,
    `Kroppen börjar inte med gränsmarkören i HTTP-huvudet Content-Type, "${quotable(delimiter)}"`,
  )
}
