import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isScalar, stringify } from 'yaml'
import type { RegistryEntry } from '../../exchange/ports/registry.ts'
import { keyOf } from '../../exchange/registry/canonical-entry.ts'
import { KvittensError } from '../../protocol/kvittens-error.ts'
import { isUuid } from '../../protocol/urn.ts'

/** What an export wrote; `stale` are documents of earlier exports that no entry stands behind any more. */
export interface WrittenRegistry {
  readonly files: readonly string[]
  readonly stale: readonly string[]
}

const folders = { product: 'products', agreement: 'agreements' } as const
const yamlFiles = { actor: 'actors.yaml', tenant: 'tenants.yaml', service: 'services.yaml' } as const

// The keys that people look for first, first; the others by name. So the file hangs on the entry alone.
const firstKeys = ['kind', 'organisationNumber', 'number', 'name', 'sv']
const yamlStyle = {
  lineWidth: 0,
  sortMapEntries: (one: { key: unknown }, other: { key: unknown }) =>
    rank(one.key).localeCompare(rank(other.key), 'en'),
}

/**
 * Writes entries as `import` takes them: a YAML file for each kind, in the order of their ids, and each SHS document
 * in a file of its own, octet for octet. The same entries give the same files. Nothing is removed.
 */
export async function writeRegistryFiles(
  dir: string,
  entries: readonly RegistryEntry[],
): Promise<WrittenRegistry> {
  const sorted = [...entries].sort((one, other) => (keyOf(one).id < keyOf(other).id ? -1 : 1))
  const files = new Map<string, string | Uint8Array>()
  for (const [kind, name] of Object.entries(yamlFiles)) {
    const ofKind = sorted.filter((entry) => entry.kind === kind)
    files.set(join(dir, name), ofKind.map((entry) => stringify(entry, yamlStyle)).join('---\n'))
  }
  for (const entry of sorted) {
    if (entry.kind !== 'product' && entry.kind !== 'agreement') continue
    if (!isUuid(entry.uuid)) throw unsafeName(entry)
    files.set(join(dir, folders[entry.kind], `${entry.uuid}.xml`), Buffer.from(entry.document, 'base64'))
  }
  for (const folder of Object.values(folders)) await mkdir(join(dir, folder), { recursive: true })
  for (const [file, content] of files) await writeFile(file, content)
  const there = await Promise.all(Object.values(folders).map((folder) => xmlFilesIn(join(dir, folder))))
  return { files: [...files.keys()], stale: there.flat().filter((file) => !files.has(file)) }
}

async function xmlFilesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder)
  return names.filter((name) => name.endsWith('.xml')).map((name) => join(folder, name))
}

function rank(key: unknown): string {
  const name = isScalar(key) ? String(key.value) : String(key)
  const index = firstKeys.indexOf(name)
  return `${index === -1 ? firstKeys.length : index} ${name}`
}

function unsafeName(entry: RegistryEntry): KvittensError {
  const { kind, id } = keyOf(entry)
  return new KvittensError('BadRegistryEntry', {
    words: {
      sv: `${kind} ${JSON.stringify(id)} har ingen UUID.`,
      en: `${kind} ${JSON.stringify(id)} has no UUID.`,
    },
    cure: {
      sv: 'Ta bort posten och importera dokumentet på nytt.',
      en: 'Remove the entry and import its document again.',
    },
  })
}
