import { isIP } from 'node:net'
import { SubjectAlternativeNameExtension } from './x509-library.ts'

/** The extension that names a machine, by DNS names and IP addresses; none where there are none. */
export function alternativeNames(hostNames: readonly string[]): readonly SubjectAlternativeNameExtension[] {
  const names = hostNames.map((value) => ({
    type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const),
    value,
  }))
  return names.length === 0 ? [] : [new SubjectAlternativeNameExtension(names)]
}
