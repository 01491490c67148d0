const prefix = 'urn:X-shs:'
const uuid = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/

/** The longest internal part of an address that is taken, in characters. */
export const maxInternalPart = 128
const address = /^[0-9]{10}$/
const internalPart = /^[^\s/\\\p{Cc}\p{Zl}\p{Zp}]{1,128}$/u

/** The product ids that are no UUIDs (section 1). */
export const specialProducts = ['confirm', 'error', 'agreement'] as const

export type SpecialProduct = (typeof specialProducts)[number]

/** An address taken apart: the actor's ten digits, and the actor's own name of a mailbox after the first dot. */
export interface AddressParts {
  readonly actor: string
  readonly internal?: string
}

/** `urn:X-shs:<value>`. */
export function formatUrn(value: string): string {
  return prefix + value
}

/** The value of a URN or of a bare value: without white space around it and without `urn:X-shs:` in any case. */
export function parseUrn(text: string): string {
  const value = text.trim()
  return hasPrefix(value) ? value.slice(prefix.length) : value
}

/** Free text without the `urn:X-shs:` that some peers put before it (section 14); else unchanged. */
export function withoutUrnPrefix(text: string): string {
  return hasPrefix(text.trimStart()) ? parseUrn(text) : text
}

/** True for a UUID in its 36-character form, upper or lower case, of any version. */
export function isUuid(text: string): boolean {
  return text.length === 36 && uuid.test(text)
}

/** The organisation number of an address: what stands before its first dot; what is no address as it is. */
export function actorOf(text: string): string {
  return parseAddress(text)?.actor ?? text
}

/** Narrows to the product ids that are no UUIDs; `id` in lower case. */
export function isSpecialProduct(id: string): id is SpecialProduct {
  return id === 'confirm' || id === 'error' || id === 'agreement'
}

/** The lower-case product id of a URN or bare value; undefined where it is neither a UUID nor a special id. */
export function parseProductId(text: string): string | undefined {
  const id = parseUrn(text).toLowerCase()
  return isUuid(id) || isSpecialProduct(id) ? id : undefined
}

/**
 * An address of a URN or bare value: ten digits, then optionally a dot and the actor's own part (no white space,
 * control character, `/` or `\`, at most `maxInternalPart` long); undefined where it is something else.
 */
export function parseAddress(text: string): AddressParts | undefined {
  const value = parseUrn(text)
  const actor = value.slice(0, 10)
  if (!address.test(actor)) return undefined
  if (value.length === 10) return { actor }
  const internal = value.slice(11)
  return value[10] === '.' && internalPart.test(internal) ? { actor, internal } : undefined
}

function hasPrefix(text: string): boolean {
  return text.slice(0, prefix.length).toLowerCase() === 'urn:x-shs:'
}
