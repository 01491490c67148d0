import type { Check } from '../../node/doctor/check.ts'
import { clientMachine } from '../../node/doctor/client-machine.ts'
import { nodeMachine } from '../../node/doctor/node-machine.ts'
import type { Terminal } from '../command.ts'
import { readConnection } from '../connection/connect.ts'
import type { ConnectionOptions } from '../connection/connection-options.ts'
import { isThere } from '../is-there.ts'
import { UsageError } from '../usage-error.ts'

export interface MachineOptions extends ConnectionOptions {
  readonly config: string
  readonly peer?: string
}

/** A node's machine where settings are named or found, an employer's where a node to call is named; throws at both and at neither. */
export async function whatToLookAt(
  options: MachineOptions,
  configNamed: boolean,
  terminal: Terminal,
): Promise<readonly Check[]> {
  const { config, peer } = options
  const { language, env } = terminal
  if (namesConnection(options)) {
    if (configNamed || peer !== undefined) throw bothMachines()
    return clientMachine({ ...(await readConnection(options, terminal)), language })
  }
  const meant = configNamed || env['KVITTENS_CONFIG'] !== undefined
  if (!meant && !(await isThere(config))) throw noMachine(config)
  return nodeMachine({ file: config, env, peer, language })
}

function namesConnection({ url, cert, key, ca, server, profile }: ConnectionOptions): boolean {
  return [url, cert, key, ca, server, profile].some((value) => value !== undefined)
}

const eitherOr = {
  sv: 'På nodens maskin: --config FIL. På en som anropar en nod: --profile NAMN, eller --url --cert --key --ca.',
  en: "On the node's machine: --config FILE. On one that calls a node: --profile NAME, or --url --cert --key --ca.",
}

function bothMachines(): UsageError {
  return new UsageError(
    {
      sv: '--config och --peer hör till nodens maskin; --profile, --url, --cert, --key, --ca och --server till en som anropar den.',
      en: "--config and --peer belong to the node's machine; --profile, --url, --cert, --key, --ca and --server to one that calls it.",
    },
    eitherOr,
  )
}

function noMachine(config: string): UsageError {
  return new UsageError(
    {
      sv: `${config} finns inte här, och ingen nod att anropa är angiven.`,
      en: `${config} is not here, and no node to call is named.`,
    },
    eitherOr,
  )
}
