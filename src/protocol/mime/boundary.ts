import { type ParameterizedValue, parameterValue } from './parameters.ts'

/** RFC 2046 allows 70; the field's are shorter. */
const longestBoundary = 200
const control = /\p{Cc}/u

/**
 * The boundary of a multipart header value, one character an octet; undefined where there is none, and where it is one
 * that no line can hold (longer than 200 octets, control characters).
 */
export function boundaryOf(value: ParameterizedValue): string | undefined {
  const boundary = parameterValue(value, 'boundary')?.octets.trimEnd() ?? ''
  if (boundary === '' || boundary.length > longestBoundary || control.test(boundary)) return undefined
  return boundary
}
