import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from '../code-of.ts'
import type { Problem } from '../config/problem.ts'

const registryFile = /\.(?:ya?ml|xml)$/i

/** The files that paths name: a file is itself, a folder is every .yaml, .yml and .xml below it, in a fixed order. */
export async function findRegistryFiles(paths: readonly string[], problems: Problem[]): Promise<string[]> {
  const found = await Promise.all(paths.map((path) => filesAt(path, problems)))
  return [...new Set(found.flat())]
}

async function filesAt(path: string, problems: Problem[]): Promise<string[]> {
  try {
    return (await stat(path)).isDirectory() ? await filesBelow(path) : [path]
  } catch (cause) {
    const code = codeOf(cause)
    problems.push({
      place: { kind: 'file', file: path },
      words: { sv: `Går inte att läsa (${code}).`, en: `Cannot be read (${code}).` },
      cure: { sv: 'Ange en fil eller mapp som finns.', en: 'Name a file or folder that is there.' },
    })
    return []
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  const children = await readdir(folder, { withFileTypes: true })
  const found: string[] = []
  for (const child of children.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const path = join(folder, child.name)
    // Kubernetes mounts files as links into a folder whose name begins with dots.
    if (child.name.startsWith('.')) continue
    if (child.isDirectory()) found.push(...(await filesBelow(path)))
    else if (registryFile.test(child.name) && (await stat(path)).isFile()) found.push(path)
  }
  return found
}
