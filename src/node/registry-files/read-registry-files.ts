import { readFile } from 'node:fs/promises'
import { keyOf } from '../../exchange/registry/canonical-entry.ts'
import type { Problem } from '../config/problem.ts'
import { duplicateProblems } from './duplicates.ts'
import { type FiledEntry, RegistryFilesError } from './filed-entry.ts'
import { findRegistryFiles } from './find-registry-files.ts'
import { readXmlEntry } from './read-xml-entry.ts'
import { readYamlEntries } from './read-yaml-entries.ts'

/**
 * Reads the registry entries in files and folders. Throws a `RegistryFilesError` that tells every problem at once:
 * one error and nothing is imported.
 */
export async function readRegistryFiles(paths: readonly string[]): Promise<readonly FiledEntry[]> {
  const problems: Problem[] = []
  const entries: FiledEntry[] = []
  for (const file of await findRegistryFiles(paths, problems)) {
    const bytes = await readFile(file)
    const found = /\.xml$/i.test(file)
      ? readXmlEntry(file, bytes, problems)
      : readYamlEntries(file, bytes, problems)
    for (const { entry, place } of found) entries.push({ key: keyOf(entry), entry, place })
  }
  problems.push(...duplicateProblems(entries))
  if (problems.length > 0) throw new RegistryFilesError(problems)
  return entries
}
