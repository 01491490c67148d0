import { Command } from 'commander'
import { startNode } from '../node/start-node.ts'
import type { Terminal } from './command.ts'

/** `kvittens start`: runs the node until it is told to end. */
export function startCommand(terminal: Terminal): Command {
  return new Command('start')
    .description('run the node; when it accepts, one line on stdout says where')
    .option('--config <file>', 'the settings', 'kvittens.yaml')
    .action(async (options: { config: string }) => {
      await using node = await startNode({ file: options.config, env: terminal.env })
      terminal.print(`ready machines=${node.machinesUrl} operations=${node.operationsUrl}`)
      const failure = await Promise.race([aborted(terminal.signal), node.failure])
      if (failure !== undefined) throw failure
    })
}

function aborted(signal: AbortSignal): Promise<undefined> {
  if (signal.aborted) return Promise.resolve(undefined)
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
}
