import { mkdir } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { loadConfig } from '../node/config/load-config.ts'
import type { Operator, OperatorRequest } from '../node/open-operator.ts'
import type { Terminal } from './command.ts'

/** Asks one thing of the node whose settings a file holds, whether it runs or not. */
export async function askOperator(file: string, asked: OperatorRequest, terminal: Terminal): Promise<object> {
  await using operator = await reachOperator(file, terminal)
  return await operator.act(asked)
}

/** The node whose settings a file holds, for several questions. */
export async function reachOperator(file: string, { env }: Terminal): Promise<Operator> {
  const config = await loadConfig({ file, env })
  await mkdir(config.node.dataDir, { recursive: true, mode: 0o700 })
  // A whole node with its store: loaded only when it is asked, so that --help is quick.
  const { openOperator } = await import('../node/open-operator.ts')
  return await openOperator(config)
}

/** The system's name of the person at the keyboard, for the ledger. */
export function systemUser(): string {
  try {
    return userInfo().username
  } catch {
    // A container may run as a user id that has no name.
    return `uid ${process.getuid?.() ?? '?'}`
  }
}
