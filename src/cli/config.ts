import { Command } from 'commander'
import { certificateProblems } from '../node/certificate-problems.ts'
import { checkConfig } from '../node/config/check-config.ts'
import { configSchema } from '../node/config/config-schema.ts'
import { loadConfig } from '../node/config/load-config.ts'
import { ConfigError } from '../node/config/problem.ts'
import type { Terminal } from './command.ts'
import { withConfigOption } from './config-option.ts'

/** `kvittens config schema` and `kvittens config check`. */
export function configCommand(terminal: Terminal): Command {
  const { say } = terminal
  const schema = new Command('schema')
    .description(say({ sv: 'JSON Schema för kvittens.yaml', en: 'the JSON Schema of kvittens.yaml' }))
    .addHelpText(
      'after',
      `\n${say({ sv: 'Exempel', en: 'Example' })}:\n  kvittens config schema > kvittens.schema.json`,
    )
    .action(() => terminal.print(JSON.stringify(configSchema(), undefined, 2)))
  const check = new Command('check')
    .description(
      say({
        sv: 'granska inställningarna och filerna de nämner: vad är fel, var, och vad göra åt det',
        en: 'check the settings and the files that they name: what is wrong, where, and what to do about it',
      }),
    )
    .option('--json', say({ sv: 'svaret som JSON', en: 'the answer as JSON' }))
    .addHelpText(
      'after',
      `\n${say({ sv: 'Exempel', en: 'Example' })}:\n  kvittens config check --config /etc/kvittens/kvittens.yaml`,
    )
    .action((options: CheckOptions) => checkSettings(options, terminal))
  return new Command('config')
    .description(say({ sv: 'Nodens inställningar.', en: 'The settings of a node.' }))
    .addCommand(schema)
    .addCommand(withConfigOption(check, terminal))
}

interface CheckOptions {
  readonly config: string
  readonly json?: boolean
}

async function checkSettings(options: CheckOptions, terminal: Terminal): Promise<void> {
  try {
    const config = await loadConfig({ file: options.config, env: terminal.env })
    const problems = await checkConfig(config)
    if (problems.length > 0) throw new ConfigError(problems)
    const unusable = await certificateProblems(config)
    if (unusable.length > 0) throw new ConfigError(unusable)
  } catch (error) {
    if (options.json !== true || !(error instanceof ConfigError)) throw error
    terminal.print(
      JSON.stringify({
        ok: false,
        problems: error.problems.map((problem) => problemJson(problem, terminal)),
      }),
    )
    terminal.exitCode = 1
    return
  }
  if (options.json === true) return terminal.print(JSON.stringify({ ok: true, problems: [] }))
  terminal.print(terminal.say({ sv: `${options.config} är rätt.`, en: `${options.config} is right.` }))
}

function problemJson(
  { place, key, words, cure }: ConfigError['problems'][number],
  { say }: Terminal,
): object {
  const { kind: _, ...where } = place
  return { ...where, key, detail: say(words), cure: say(cure) }
}
