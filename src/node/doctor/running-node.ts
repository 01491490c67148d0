import { askRunningNode } from './ask-running-node.ts'
import { quarantine } from './quarantine.ts'
import { socketToCall } from '../socket-path.ts'
import type { Config } from '../config/config.ts'
import { type Check, ok, outcome, warn } from './check.ts'
import { codeOf } from '../code-of.ts'
import { machinesPort } from './machines-port.ts'
import { operationsPort } from './operations-port.ts'

/** Whether the node runs, by its operator's socket; then whether its ports are its own, or there to be taken. */
export function runningNode(config: Config): Check {
  return {
    name: 'running-node',
    cureWhenHung: {
      sv: 'Noden tar emot men svarar inte: läs dess logg, och starta om den.',
      en: 'The node accepts but does not answer: read its log, and restart it.',
    },
    async run(signal) {
      const ports = (runs: boolean): readonly Check[] => [
        machinesPort(config, runs),
        operationsPort(config, runs),
      ]
      const refused = await whySilent(socketToCall(config.node.dataDir), signal)
      switch (refused) {
        case undefined:
          return outcome(ok({ sv: 'Noden är igång.', en: 'The node runs.' }), [
            ...ports(true),
            quarantine(config),
          ])
        case 'ENOENT':
        case 'ECONNREFUSED':
        case 'ENOTDIR':
          return outcome(ok({ sv: 'Noden är inte igång.', en: 'The node does not run.' }), ports(false))
        default:
          return outcome(
            warn(
              {
                sv: `Om noden är igång går inte att fråga (${refused}).`,
                en: `Whether the node runs cannot be asked (${refused}).`,
              },
              { sv: 'Kör doctor som nodens användare.', en: "Run doctor as the node's user." },
            ),
            ports(true),
          )
      }
    },
  }
}

/** The system's code where nobody says hello on the socket. */
async function whySilent(socketPath: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    await askRunningNode(socketPath, { act: 'hello' }, signal)
    return undefined
  } catch (error) {
    if (signal.aborted) throw error
    return codeOf(error)
  }
}
