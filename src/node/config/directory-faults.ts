import { isUnguarded } from '../../adapters/directory/ldap/ldap-address.ts'
import type { Words } from '../../protocol/words.ts'
import type { DirectorySettings } from './directory-settings.ts'

/** Keys of one directory that do not go together. */
export function directoryFaults(
  directory: DirectorySettings,
): readonly { readonly key: string; readonly words: Words; readonly cure: Words }[] {
  const { place, bindDn, passwordFile, startTls } = directory
  const faults = []
  if (place.kind === 'ldap' && isUnguarded({ ...directory, url: place.url })) faults.push(unguarded)
  if (startTls && place.kind === 'ldap' && place.url.startsWith('ldaps:')) faults.push(tlsTwice)
  if (bindDn !== undefined && passwordFile === undefined) faults.push(noPassword)
  if (bindDn === undefined && passwordFile !== undefined) faults.push(noName)
  return faults
}

const unguarded = {
  key: 'url',
  words: {
    sv: 'LDAP utan TLS till en annan maskin: vem som helst på vägen kan svara i katalogens ställe.',
    en: "LDAP without TLS to another machine: anyone on the way can answer in the directory's place.",
  },
  cure: {
    sv: 'Använd ldaps:// eller startTls: true; ska det vara så här, ange insecure: true.',
    en: 'Use ldaps:// or startTls: true; if it has to be so, say insecure: true.',
  },
}

const tlsTwice = {
  key: 'startTls',
  words: { sv: 'ldaps:// är TLS från början.', en: 'ldaps:// is TLS from the beginning.' },
  cure: { sv: 'Ta bort startTls, eller använd ldap://.', en: 'Remove startTls, or use ldap://.' },
}

const noPassword = {
  key: 'bindDn',
  words: { sv: 'bindDn har inget lösenord.', en: 'bindDn has no password.' },
  cure: { sv: 'Ange passwordFile, eller ta bort bindDn.', en: 'Give passwordFile, or remove bindDn.' },
}

const noName = {
  key: 'passwordFile',
  words: { sv: 'Lösenordet hör inte till någon.', en: 'The password belongs to nobody.' },
  cure: { sv: 'Ange bindDn, eller ta bort passwordFile.', en: 'Give bindDn, or remove passwordFile.' },
}
