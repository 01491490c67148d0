/** What is said of octets of which nothing better is known. */
export const unknownMediaType = 'application/octet-stream'

const maxMediaType = 255
const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
const form = new RegExp(`^${token}/${token}(?: *; *${token}=(?:${token}|"(?:[ !#-[\\]-~]|\\\\[ -~])*"))*$`)

/** A media type with its parameters (RFC 9110 8.3.1) of at most 255 characters; undefined where the text is none. */
export function mediaType(text: string | undefined): string | undefined {
  const type = text?.trim() ?? ''
  return type.length <= maxMediaType && form.test(type) ? type : undefined
}
