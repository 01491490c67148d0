import { Command } from 'commander'
import { httpsUrl } from '../node/config/value-types.ts'
import type { Finding } from '../node/doctor/check.ts'
import { examine } from '../node/doctor/examine.ts'
import type { Terminal } from './command.ts'
import { withConfigOption } from './config-option.ts'
import { withConnectionOptions } from './connection/connection-options.ts'
import { findingJson, printFinding, printSum } from './doctor/print-finding.ts'
import { type MachineOptions, whatToLookAt } from './doctor/what-to-look-at.ts'
import { valueParser } from './value-parser.ts'

interface DoctorOptions extends MachineOptions {
  readonly json?: boolean
}

/** `kvittens doctor`: each thing that a node, or a caller of one, needs of its machine: it is well, or here is the cure. */
export function doctorCommand(terminal: Terminal): Command {
  const { say } = terminal
  const command: Command = new Command('doctor')
    .description(
      say({
        sv: 'Ser efter vad som är fel på maskinen och vad som hjälper: på nodens maskin, eller med --profile eller --url på en som anropar. Ändrar inget.',
        en: "Looks for what is wrong with this machine and what helps: on the node's machine, or with --profile or --url on one that calls. Changes nothing.",
      }),
    )
    .option(
      '--peer <url>',
      say({ sv: 'en annan nod att pröva vägen till', en: 'another node to try the way to' }),
      valueParser(httpsUrl, terminal),
    )
    .option('--json', say({ sv: 'svaret som JSON', en: 'the answer as JSON' }))
    .addHelpText(
      'after',
      `\n${say({ sv: 'Exempel', en: 'Example' })}:\n  kvittens doctor --config /etc/kvittens/kvittens.yaml --peer https://shs.example.se\n  kvittens doctor --profile agency`,
    )
    .action((options: DoctorOptions) =>
      doctor(options, command.getOptionValueSource('config') === 'cli', terminal),
    )
  return withConnectionOptions(withConfigOption(command, terminal), terminal)
}

async function doctor(options: DoctorOptions, configNamed: boolean, terminal: Terminal): Promise<void> {
  const checks = await whatToLookAt(options, configNamed, terminal)
  const findings: Finding[] = []
  for await (const finding of examine(checks, terminal)) {
    findings.push(finding)
    if (options.json !== true) printFinding(finding, terminal)
  }
  if (options.json === true) terminal.print(JSON.stringify(findings.map((one) => findingJson(one, terminal))))
  else printSum(findings, terminal)
  if (findings.some(({ status }) => status === 'fail')) terminal.exitCode = 1
}
