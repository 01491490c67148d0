import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeDirectoryFile } from '../../src/adapters/directory/file/directory-file.ts'
import { filePublisher } from '../../src/adapters/directory/file/file-publisher.ts'
import { fileSource } from '../../src/adapters/directory/file/file-source.ts'
import { writeRdn } from '../../src/adapters/directory/ldap/distinguished-name.ts'
import { ldapPublisher } from '../../src/adapters/directory/ldap/ldap-publisher.ts'
import { ldapSource } from '../../src/adapters/directory/ldap/ldap-source.ts'
import { rememberingDirectory } from '../../src/adapters/directory/remembering-directory.ts'
import {
  address,
  agreement,
  emptyDirectory,
  ldif,
  type LdifEntry,
  organisation,
  product,
} from '../support/directory-ldif.ts'
import { leftOut } from '../support/needs.ts'
import { startSlapd } from '../support/slapd.ts'
import { directoryContract, type DirectoryFacts, type DirectoryPlace } from './directory.ts'

directoryContract('a file', filePlace)
directoryContract('LDAP', slapdPlace, { skip: leftOut('slapd') && 'slapd is left out' })

async function filePlace(facts: DirectoryFacts): Promise<DirectoryPlace> {
  const dir = await mkdtemp(join(tmpdir(), 'kvittens-directory-'))
  const path = join(dir, 'directory.yaml')
  await writeFile(path, writeDirectoryFile(facts))
  return {
    open: (clock) => rememberingDirectory(fileSource(path), { clock }),
    publisher: (actor) => filePublisher({ path, actor }),
    takeDown: () => rename(path, `${path}.away`),
    bringBack: () => rename(`${path}.away`, path),
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true }),
  }
}

async function slapdPlace(facts: DirectoryFacts): Promise<DirectoryPlace> {
  const slapd = await startSlapd({ ldif: ldif(entriesOf(facts)) })
  const at = { url: slapd.url, ignored: () => {} }
  const login = { bindDn: slapd.root.dn, password: async () => slapd.root.password }
  return {
    open: (clock) => rememberingDirectory(ldapSource({ ...at, base: 'l=SHS', clock }), { clock }),
    publisher: (actor) => ldapPublisher({ ...at, base: branchOf(facts, actor), login }),
    takeDown: () => slapd.stop(),
    bringBack: () => slapd.start(),
    [Symbol.asyncDispose]: () => slapd[Symbol.asyncDispose](),
  }
}

function entriesOf(facts: DirectoryFacts): Record<string, LdifEntry> {
  const entries: Record<string, LdifEntry> = { ...emptyDirectory }
  for (const { name, number } of facts.actors) {
    Object.assign(entries, organisation(name, number, rdnValue(name)))
  }
  for (const { name, uuid, principal, description, descriptionUrl } of facts.products) {
    entries[`productName=${rdnValue(name)},ou=Product types,${branchOf(facts, principal)}`] = {
      ...product(name, uuid, principal),
      ...(description !== undefined && { description }),
      ...(descriptionUrl !== undefined && { prodDescr: descriptionUrl }),
    }
  }
  for (const { uuid, principal, products, transferType, confirm } of facts.agreements) {
    entries[`serialNumber=${uuid},ou=Agreements,${branchOf(facts, principal)}`] = {
      ...agreement(uuid, principal, ''),
      shsProductID: products,
      ...(transferType !== undefined && { shsTransferType: transferType }),
      ...(confirm !== undefined && { shsDeliveryConfirmation: confirm ? 'Yes' : 'No' }),
    }
  }
  for (const { actor, product, url } of facts.addresses) {
    const rdn = `organizationNumber=${actor}+serialNumber=${product}`
    entries[`${rdn},ou=Addresses,${branchOf(facts, actor)}`] = address(actor, product, url)
  }
  return entries
}

function branchOf({ actors }: DirectoryFacts, number: string): string {
  const name = actors.find((actor) => actor.number === number)?.name ?? ''
  return `o=${rdnValue(name)},l=SHS`
}

function rdnValue(name: string): string {
  return writeRdn([{ type: 'o', value: name }]).slice(2)
}
