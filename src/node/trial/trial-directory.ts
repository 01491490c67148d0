import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { writeDirectoryFile } from '../../adapters/directory/file/directory-file.ts'
import { agency, employer, municipality } from './trial-facts.ts'

/** The directory of a trial, as the settings of a node name it. */
export interface TrialDirectory {
  /** The value of `directory[].url`. */
  readonly url: string
  /** The lines of an organisation's settings, with the right to write its own entries. */
  settings(organisation: Organisation): string
}

export interface Organisation {
  readonly number: string
  readonly name: string
}

/** Who stands in the directory from the start; what they publish comes into it later. */
export const organisations: readonly Organisation[] = [agency, employer, municipality]

/** Writes a directory that is a file. */
export async function writeFileDirectory(path: string): Promise<TrialDirectory> {
  const url = `file:${path}`
  const nothingYet = { products: [], agreements: [], addresses: [] }
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeFile(path, writeDirectoryFile({ actors: organisations, ...nothingYet }))
  return { url, settings: () => `directory:  [ { url: ${JSON.stringify(url)} } ]\n` }
}
