import { Command } from 'commander'
import { readRegistryFiles } from '../node/registry-files/read-registry-files.ts'
import { askOperator, systemUser } from './ask-operator.ts'
import type { Terminal } from './command.ts'
import { withConfigOption } from './config-option.ts'

interface ImportOptions {
  readonly config: string
  readonly prune?: boolean
  readonly force?: boolean
  readonly json?: boolean
}

/** `kvittens import PATH…`: registry files into the node's registry, all or nothing. */
export function importCommand(terminal: Terminal): Command {
  const { say } = terminal
  const command = new Command('import')
    .description(
      say({
        sv: 'Läser registerfiler (YAML, SHS-dokument) in i nodens register: allt eller inget, hur många gånger som helst.',
        en: "Takes registry files (YAML, SHS documents) into the node's registry: all or nothing, as often as you like.",
      }),
    )
    .argument('<path...>', say({ sv: 'filer och mappar', en: 'files and folders' }))
    .option(
      '--prune',
      say({
        sv: 'ta bort det som kom med import och inte längre är med',
        en: 'remove what came by import and is not there any more',
      }),
    )
    .option(
      '--force',
      say({ sv: 'skriv över det som ändrats på annat håll', en: 'write over what was changed elsewhere' }),
    )
    .option('--json', say({ sv: 'svaret som JSON', en: 'the answer as JSON' }))
    .addHelpText('after', `\n${say({ sv: 'Exempel', en: 'Example' })}:\n  kvittens import registry/ --prune`)
    .action((paths: readonly string[], options: ImportOptions) => importFiles(paths, options, terminal))
  return withConfigOption(command, terminal)
}

async function importFiles(
  paths: readonly string[],
  options: ImportOptions,
  terminal: Terminal,
): Promise<void> {
  const filed = await readRegistryFiles(paths)
  const counts = await askOperator(
    options.config,
    {
      act: 'import',
      entries: filed.map(({ entry }) => entry),
      prune: options.prune === true,
      force: options.force === true,
      user: systemUser(),
    },
    terminal,
  )
  if (options.json === true) return terminal.print(JSON.stringify(counts))
  const { added, changed, unchanged, removed } = { added: 0, changed: 0, unchanged: 0, removed: 0, ...counts }
  terminal.print(
    terminal.say({
      sv: `${added} nya, ${changed} ändrade, ${unchanged} oförändrade, ${removed} borttagna`,
      en: `${added} added, ${changed} changed, ${unchanged} unchanged, ${removed} removed`,
    }),
  )
}
