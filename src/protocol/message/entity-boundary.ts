import { boundaryOf } from '../mime/boundary.ts'
import { headerValue } from '../mime/header-value.ts'
import { parseParameters } from '../mime/parameters.ts'
import { illegalStructure } from '../protocol-error.ts'
import { quotable } from '../xml/xml-words.ts'

/** The boundary that a whole entity's header lines name. Throws IllegalMessageStructure where it is no multipart/mixed. */
export function entityBoundary(lines: readonly string[]): string {
  const contentType = headerValue(lines, 'content-type')
  if (contentType === undefined) {
    throw illegalStructure(
      'The message has no Content-Type, expected "multipart/mixed" with a boundary',
      'Meddelandet saknar Content-Type, väntade "multipart/mixed" med en gränsmarkör (boundary)',
    )
  }
  const value = parseParameters(contentType)
  if (value.value !== 'multipart/mixed') {
    throw illegalStructure(
      `The message's Content-Type is "${quotable(value.value)}", expected "multipart/mixed"`,
      `Meddelandets Content-Type är "${quotable(value.value)}", väntade "multipart/mixed"`,
    )
  }
  const boundary = boundaryOf(value)
  if (boundary === undefined) {
    throw illegalStructure(
      `The message's Content-Type "${quotable(contentType)}" has no usable boundary, expected one of 1 to 200 characters`,
      `Meddelandets Content-Type "${quotable(contentType)}" saknar en användbar gränsmarkör (boundary), väntade en på 1 till 200 tecken`,
    )
  }
  return boundary
}
