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
  if (boundary === undefined) throw noHeader(text)
  return 'parts'
}

function formByBoundary(text: string, boundary: string | undefined): BodyForm | undefined {
  if (boundary === undefined) throw partsWithoutBoundary()
  const delimiter = `--${boundary}`
  if (text.startsWith(delimiter)) return 'parts'
  if (delimiter.startsWith(text)) return undefined
  throw otherBoundary(text, delimiter)
}

function firstLine(text: string): string {
  return quotable(text.split(/[\r\n]/, 1)[0] ?? '')
}

function noHeader(text: string): ProtocolError {
  return illegalStructure(
    `The body begins with "${firstLine(text)}", expected the header lines of a MIME entity ("Name: value")`,
    `Kroppen börjar med "${firstLine(text)}", väntade en MIME-entitets huvudrader ("Namn: värde")`,
  )
}

function partsWithoutBoundary(): ProtocolError {
  return illegalStructure(
    'The body begins with a boundary and the HTTP Content-Type names none, expected a boundary there or a whole MIME entity with its headers',
    'Kroppen börjar med en gränsmarkör och HTTP-huvudet Content-Type anger ingen, väntade en gränsmarkör där eller en hel MIME-entitet med huvudrader',
  )
}

function otherBoundary(text: string, delimiter: string): ProtocolError {
  return illegalStructure(
    `The body begins with "${firstLine(text)}", expected the HTTP Content-Type's boundary "${quotable(delimiter)}"`,
    `Kroppen börjar med "${firstLine(text)}", väntade gränsmarkören i HTTP-huvudet Content-Type, "${quotable(delimiter)}"`,
  )
}
