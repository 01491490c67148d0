import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writePrivateFile } from '../../adapters/trust/private-file.ts'
import { unit } from '../../adapters/directory/ldap/schema-names.ts'
import { type Organisation, organisations, type TrialDirectory } from './trial-directory.ts'

/** Where the files of an LDAP directory lie. */
export interface LdapFiles {
  readonly folder: string
  readonly config: string
  readonly ldif: string
  /** Where slapd writes its process id, once it has its port. */
  readonly pidFile: string
  /** The password of every actor's publisher. */
  readonly password: string
}

/** The schemas that the entries are written by: OpenLDAP's own, and that of SHS. */
export interface LdapSchemas {
  readonly core: string
  readonly shs: string
}

/** Writes what slapd starts from: its configuration, and the actors as LDIF, each with a login that may write below it. */
export async function writeLdapFiles(
  folder: string,
  schemas: LdapSchemas,
  password: string,
): Promise<LdapFiles> {
  const data = join(folder, 'data')
  await mkdir(data, { recursive: true, mode: 0o700 })
  const files: LdapFiles = {
    folder,
    config: join(folder, 'slapd.conf'),
    ldif: join(folder, 'start.ldif'),
    pidFile: join(folder, 'slapd.pid'),
    password: join(folder, 'password'),
  }
  await writeFile(files.config, slapdConf(schemas, files.pidFile, data))
  await writePrivateFile(files.ldif, ldif(password))
  await writePrivateFile(files.password, `${password}\n`)
  return files
}

/** The directory that slapd serves at a URL from these files. */
export function ldapDirectory(url: string, files: LdapFiles): TrialDirectory {
  return {
    url,
    settings: (actor) => `directory:
  - url: ${url}
    publish:
      bindDn: "cn=publisher,${entryOf(actor)}"
      passwordFile: ${JSON.stringify(files.password)}
      base: "${entryOf(actor)}"
`,
  }
}

// The ldif backend is in the program itself: no module, and so no path of modules, is needed. Who may write is as in
// deploy/ldap/README.md.
function slapdConf({ core, shs }: LdapSchemas, pidFile: string, data: string): string {
  return `include "${core}"
include "${shs}"
pidfile "${pidFile}"
database ldif
suffix "l=SHS"
directory "${data}"
access to attrs=userPassword by anonymous auth by * none
access to dn.regex="^.+,(o=[^,]+,l=SHS)$"
  by dn.exact,expand="cn=publisher,$1" write
  by * read
access to * by * read
`
}

function ldif(password: string): string {
  const entries = [
    'dn: l=SHS\nobjectClass: top\nobjectClass: locality\nl: SHS\n',
    ...organisations.flatMap((actor) => organisation(actor, password)),
  ]
  return entries.join('\n')
}

function organisation({ number, name }: Organisation, password: string): readonly string[] {
  const entry = entryOf({ number, name })
  return [
    `dn: ${entry}\nobjectClass: top\nobjectClass: organization\nobjectClass: shsOrgExtension\n` +
      `o: ${name}\norganizationNumber: ${number}\n`,
    `dn: cn=publisher,${entry}\nobjectClass: top\nobjectClass: person\ncn: publisher\nsn: publisher\n` +
      `userPassword: ${password}\n`,
    ...Object.values(unit).map(
      (ou) => `dn: ou=${ou},${entry}\nobjectClass: top\nobjectClass: organizationalUnit\nou: ${ou}\n`,
    ),
  ]
}

function entryOf({ name }: Organisation): string {
  return `o=${name},l=SHS`
}
