import { isLatin1 } from '../latin1.ts'
import { fileNameParameter } from '../mime/file-name.ts'

/** What a new data part's header lines tell. */
export interface NewPart {
  readonly contentType: string
  /** Of what the content is written in: binary, base64, … */
  readonly transferEncoding: string
  readonly fileName?: string | undefined
}

const control = /\p{Cc}/u

/**
 * Header lines of a new data part, as `PartIndex` keeps them: one character an octet. No value makes another line: a
 * content type with control characters or beyond ISO-8859-1 becomes application/octet-stream.
 */
export function newPartHeaders(part: NewPart): string[] {
  const contentType = isHeaderText(part.contentType) ? part.contentType : 'application/octet-stream'
  const transferEncoding = isHeaderText(part.transferEncoding) ? part.transferEncoding : 'binary'
  const lines = [`Content-Type: ${contentType}`, `Content-Transfer-Encoding: ${transferEncoding}`]
  if (part.fileName === undefined || part.fileName === '') return lines
  return [...lines, `Content-Disposition: attachment; ${fileNameParameter(part.fileName)}`]
}

function isHeaderText(text: string): boolean {
  return text.trim() !== '' && isLatin1(text) && !control.test(text)
}
