import type { Command } from 'commander'
import type { Terminal } from './command.ts'

/** Gives a command the option that names the settings of a node on this machine. */
export function withConfigOption(command: Command, { say, env }: Terminal): Command {
  return command.option(
    '--config <file>',
    say({ sv: 'nodens inställningar', en: "the node's settings" }),
    env['KVITTENS_CONFIG'] ?? 'kvittens.yaml',
  )
}
