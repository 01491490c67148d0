import { Command } from 'commander'
import { startNode } from '../node/start-node.ts'
import { aborted } from './aborted.ts'
import type { Terminal } from './command.ts'
import { withConfigOption } from './config-option.ts'

/** `kvittens start`: runs the node until it is told to end. */
export function startCommand(terminal: Terminal): Command {
  const command = new Command('start').description(
    terminal.say({
      sv: 'kör noden; när den tar emot säger en rad på stdout var',
      en: 'run the node; when it accepts, one line on stdout says where',
    }),
  )
  return withConfigOption(command, terminal).action(async (options: { config: string }) => {
    await using node = await startNode({ file: options.config, env: terminal.env })
    terminal.print(`ready machines=${node.machinesUrl} operations=${node.operationsUrl}`)
    const failure = await Promise.race([aborted(terminal.signal), parentGone(), node.failure])
    // The channel to a parent would keep a node that has ended alive.
    if (process.connected) process.disconnect()
    if (failure !== undefined) throw failure
  })
}

/** Resolves when the program that started this one with a channel to it (as `try` does) is gone, however it ended. */
function parentGone(): Promise<void> {
  return new Promise((resolve) => {
    if (process.channel !== undefined) process.once('disconnect', () => resolve())
  })
}
