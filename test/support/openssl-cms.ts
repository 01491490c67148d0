import { randomUUID } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runProgram } from './node-process.ts'

/** A folder for what the program reads and writes. */
export interface CmsPlace {
  readonly folder: string
}

export async function cmsPlace(dir: string): Promise<CmsPlace> {
  const folder = join(dir, 'cms')
  await mkdir(folder)
  return { folder }
}

/** What `openssl cms` makes of some octets; throws where it says no. */
export async function cms(
  { folder }: CmsPlace,
  octets: Uint8Array,
  args: readonly string[],
): Promise<Buffer> {
  const input = join(folder, `${randomUUID()}.in`)
  const output = join(folder, `${randomUUID()}.out`)
  await writeFile(input, octets)
  // A certificate that is encrypted to stands last, after all options.
  const [operation = '', ...rest] = args
  const { code, stderr } = await runProgram('openssl', [
    'cms',
    operation,
    '-in',
    input,
    '-out',
    output,
    ...rest,
  ])
  if (code !== 0) throw new Error(`openssl cms ended with ${code}: ${stderr}`)
  return readFile(output)
}
