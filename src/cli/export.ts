import { Command } from 'commander'
import { writeRegistryFiles } from '../node/registry-files/write-registry-files.ts'
import type { Terminal } from './command.ts'
import { withConfigOption } from './config-option.ts'
import { registryEntries } from './registry-entries.ts'

interface ExportOptions {
  readonly config: string
  readonly json?: boolean
}

/** `kvittens export DIR`: the node's registry as the files that `import` takes. */
export function exportCommand(terminal: Terminal): Command {
  const { say } = terminal
  const command = new Command('export')
    .description(
      say({
        sv: 'Skriver nodens register som de filer som import läser. Samma register ger samma filer; inget tas bort.',
        en: "Writes the node's registry as the files that import takes. The same registry gives the same files; nothing is removed.",
      }),
    )
    .argument('<dir>', say({ sv: 'mapp; skapas vid behov', en: 'folder; made where needed' }))
    .option('--json', say({ sv: 'svaret som JSON', en: 'the answer as JSON' }))
    .addHelpText('after', `\n${say({ sv: 'Exempel', en: 'Example' })}:\n  kvittens export registry/`)
    .action((dir: string, options: ExportOptions) => exportTo(dir, options, terminal))
  return withConfigOption(command, terminal)
}

async function exportTo(dir: string, { config, json }: ExportOptions, terminal: Terminal): Promise<void> {
  const { files, stale } = await writeRegistryFiles(dir, await registryEntries(config, terminal))
  if (json === true) return terminal.print(JSON.stringify({ files, stale }))
  for (const file of files) terminal.print(file)
  for (const file of stale) {
    terminal.warn(
      terminal.say({
        sv: `${file} hör inte till registret längre.`,
        en: `${file} is no part of the registry any more.`,
      }),
    )
  }
}
