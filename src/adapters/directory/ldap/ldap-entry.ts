import type { Entry } from 'ldapts'
import { parseDistinguishedName, type Rdn } from './distinguished-name.ts'

/** An entry as a search brought it. */
export interface LdapEntry {
  /** As the server writes it, for people and for the server. */
  readonly dn: string
  readonly rdns: readonly Rdn[]
  /** The values of an attribute, its name in any case; what is no text is left out. */
  values(attribute: string): readonly string[]
  /** The one value of an attribute; undefined where there is none, the first where there are several. */
  value(attribute: string): string | undefined
}

/** Undefined where the name can't be read: nothing could be said of whose it is. */
export function ldapEntry(found: Entry): LdapEntry | undefined {
  const rdns = parseDistinguishedName(found.dn)
  if (rdns === undefined) return undefined
  const held = new Map<string, readonly string[]>()
  for (const [name, value] of Object.entries(found)) {
    const list: readonly unknown[] = Array.isArray(value) ? value : [value]
    if (name !== 'dn') {
      held.set(
        name.toLowerCase(),
        list.filter((item): item is string => typeof item === 'string' && item !== ''),
      )
    }
  }
  const values = (attribute: string): readonly string[] => held.get(attribute.toLowerCase()) ?? []
  return { dn: found.dn, rdns, values, value: (attribute) => values(attribute)[0] }
}
