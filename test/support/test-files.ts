import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The test files of a run: all of them, or those that are named, by themselves or by the folder they lie in. */
export function testFiles(named: readonly string[], root = '.'): readonly string[] {
  if (named.length === 0) return filesBelow('test', root)
  return named.flatMap((one) => {
    const found = statSync(join(root, one), { throwIfNoEntry: false })
    if (found === undefined) throw new Error(`${one} is neither a test file nor a folder of them.`)
    return found.isDirectory() ? filesBelow(one, root) : [one]
  })
}

function filesBelow(folder: string, root: string): readonly string[] {
  const files = globSync('**/*.test.ts', { cwd: join(root, folder) }).toSorted()
  // Node's own runner would take no file for all files.
  if (files.length === 0) throw new Error(`${folder} holds no test file (*.test.ts).`)
  return files.map((file) => join(folder, file))
}
