import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { TrialPaths } from '../../node/trial/trial-paths.ts'
import { curlWords } from './command-words.ts'
import type { Caller } from './web-call.ts'

const run = promisify(execFile)

/** Whether this machine has curl. */
export async function hasCurl(): Promise<boolean> {
  try {
    await run('curl', ['--version'])
    return true
  } catch {
    return false
  }
}

/** Makes the tour's calls with the system's curl. */
export function callWithCurl(paths: TrialPaths): Caller {
  return async (call) => {
    const folder = await mkdtemp(join(paths.dir, 'call-'))
    try {
      const heads = join(folder, 'headers')
      const text = join(folder, 'answer')
      const [program = 'curl', ...words] = curlWords({ saveAs: text, ...call }, paths)
      await run(program, ['--silent', '--show-error', '--dump-header', heads, ...words])
      const [statusLine = '', ...headers] = lastBlock(await readFile(heads, 'latin1'))
      return {
        status: Number(statusLine.split(' ')[1]),
        headers,
        text: call.saveAs === undefined ? await readFile(text, 'utf8') : '',
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
}

/** After "100 Continue" the real answer's headers come in a second block. */
function lastBlock(heads: string): readonly string[] {
  return heads.trim().split('\r\n\r\n').at(-1)?.split('\r\n') ?? []
}
