import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Identity } from './mtls-client.ts'
import { runProgram } from './node-process.ts'
import type { TestWorld } from './test-world.ts'

export interface CurlAnswer {
  /** curl's own exit code. */
  readonly code: number
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  readonly text: string
  readonly stderr: string
}

/** Runs the system's curl as an organisation, or as nobody; `args` are as a person would type them. */
export async function curl(
  world: TestWorld,
  identity: Identity | undefined,
  args: readonly string[],
): Promise<CurlAnswer> {
  const id = Math.random().toString(36).slice(2)
  const head = join(world.dir, `curl-${id}.head`)
  const out = join(world.dir, `curl-${id}.out`)
  const { code, stderr } = await runProgram('curl', [
    '--silent',
    '--show-error',
    '--max-time',
    '60',
    '--cacert',
    world.ca,
    ...(identity === undefined ? [] : ['--cert', identity.certificate, '--key', identity.key]),
    '--dump-header',
    head,
    '--output',
    out,
    ...args,
  ])
  const body = await readFile(out).catch(() => Buffer.alloc(0))
  // After a "100 Continue" the last block is the answer's.
  const block = (await readFile(head, 'latin1').catch(() => '')).trimEnd().split('\r\n\r\n').at(-1) ?? ''
  const [first = '', ...lines] = block.split('\r\n')
  return {
    code,
    status: Number(first.split(' ')[1] ?? 0),
    headers: Object.fromEntries(
      lines.map((line) => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 1).trim(),
      ]),
    ),
    body,
    text: body.toString('utf8'),
    stderr,
  }
}
