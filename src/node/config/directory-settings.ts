import { parseLdapUrl } from '../../adapters/directory/ldap/ldap-address.ts'
import type { Keys } from './keys.ts'
import type { ValueType } from './value-type.ts'
import { flag, path, text } from './value-types.ts'

/** Where a directory is. */
export type DirectoryPlace =
  | { readonly kind: 'ldap'; readonly url: string }
  | { readonly kind: 'file'; readonly path: string }

/** One directory of the settings. */
export interface DirectorySettings {
  readonly place: DirectoryPlace
  readonly base: string
  readonly bindDn?: string
  readonly passwordFile?: string
  readonly startTls: boolean
  readonly ca?: string
  readonly insecure: boolean
  /** The right to write, with a login of its own, below the actor's own entry. */
  readonly publish?: { readonly bindDn: string; readonly passwordFile: string; readonly base: string }
}

const directoryPlace: ValueType<DirectoryPlace> = {
  parse(value, folder) {
    if (!value.startsWith('file:')) {
      return parseLdapUrl(value) === undefined ? undefined : { kind: 'ldap', url: value }
    }
    const file = path.parse(value.slice('file:'.length).replace(/^\/\/(?=\/)/, ''), folder)
    return file === undefined ? undefined : { kind: 'file', path: file }
  },
  expected: {
    sv: 'ldaps://värd, ldap://värd eller file:sökväg',
    en: 'ldaps://host, ldap://host or file:path',
  },
  schema: { type: 'string', pattern: '^(ldaps?://|file:)' },
  example: { kind: 'ldap', url: 'ldap://localhost' },
}

/** Nothing between the quotes is the same as no key. */
function perhaps(type: ValueType<string>): ValueType<string> {
  return {
    ...type,
    parse: (value, folder) => (value === '' ? '' : type.parse(value, folder)),
    schema: { type: 'string' },
  }
}

/** The table of one directory. */
export function readDirectory(keys: Keys): DirectorySettings {
  const place = keys.required(
    'url',
    directoryPlace,
    'ldaps://host, ldap://host, or file: and the path of a directory file.',
  )
  const base = keys.defaulted('base', text, 'l=SHS', 'The entry that all of the directory stands below.')
  const bindDn = keys.optional('bindDn', perhaps(text), 'Who asks; nobody in particular where left out.')
  const passwordFile = keys.optional(
    'passwordFile',
    perhaps(path),
    'File of the password that belongs to bindDn.',
  )
  const startTls = keys.defaulted('startTls', flag, 'false', 'Goes over to TLS first; for ldap:// only.')
  const ca = keys.optional(
    'ca',
    perhaps(path),
    "PEM file of the CAs that the server's certificate comes from; the well-known ones where left out.",
  )
  const insecure = keys.defaulted(
    'insecure',
    flag,
    'false',
    'Lets ldap:// without TLS go to another machine: anyone on the way can answer in its place.',
  )
  const publish = keys.optionalGroup(
    'publish',
    'The right to write, for `kvittens directory publish`.',
    (keys) => ({
      bindDn: keys.required('bindDn', text, 'Who writes.'),
      passwordFile: keys.required('passwordFile', path, 'File of the password.'),
      base: keys.required('base', text, "The actor's own entry, o=…,l=SHS: everything is written below it."),
    }),
  )
  return {
    place,
    base,
    ...(isGiven(bindDn) && { bindDn }),
    ...(isGiven(passwordFile) && { passwordFile }),
    startTls,
    ...(isGiven(ca) && { ca }),
    insecure,
    ...(publish !== undefined && { publish }),
  }
}

function isGiven(value: string | undefined): value is string {
  return value !== undefined && value !== ''
}
