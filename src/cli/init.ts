import { Command } from 'commander'
import { httpsUrl, organisationNumber, text } from '../node/config/value-types.ts'
import { type NewNodePaths, newNodePaths, writeNewNode } from '../node/write-new-node.ts'
import { KvittensError } from '../protocol/kvittens-error.ts'
import type { Terminal } from './command.ts'
import { fileError } from './file-error.ts'
import { isThere } from './is-there.ts'
import { valueParser } from './value-parser.ts'

interface InitOptions {
  readonly actor?: string
  readonly name?: string
  readonly url?: string
  readonly json?: boolean
}

/** The organisation that stands in the settings until somebody says which it is. */
const example = { actor: '2021000001', name: 'Exempelmyndigheten' } as const

/** `kvittens init DIR`: a folder for a new node. */
export function initCommand(terminal: Terminal): Command {
  const { say } = terminal
  return new Command('init')
    .description(
      say({
        sv: 'Skriver en mapp för en ny nod: kommenterad kvittens.yaml, mappar, och en nyckel med en certifikatbegäran. Skriver inte över något.',
        en: 'Writes a folder for a new node: a commented kvittens.yaml, folders, and a key with a certificate request. Writes over nothing.',
      }),
    )
    .argument('<dir>', say({ sv: 'mappen; skapas vid behov', en: 'the folder; made where needed' }))
    .option(
      '--actor <number>',
      say({ sv: 'eget organisationsnummer', en: 'own organisation number' }),
      valueParser(organisationNumber, terminal),
    )
    .option(
      '--name <name>',
      say({ sv: 'organisationens namn', en: 'name of the organisation' }),
      valueParser(text, terminal),
    )
    .option(
      '--url <url>',
      say({
        sv: 'adressen som andra anropar noden på, som certifikatbegäran också nämner (annars https://localhost:8443)',
        en: 'URL by which others call the node, named in the certificate request too (default: https://localhost:8443)',
      }),
      valueParser(httpsUrl, terminal),
    )
    .option('--json', say({ sv: 'sökvägarna som JSON', en: 'the paths as JSON' }))
    .addHelpText(
      'after',
      `\n${say({ sv: 'Exempel', en: 'Example' })}:\n  kvittens init nod --actor 2021000001 --name Exempelmyndigheten --url https://shs.example.se:8443`,
    )
    .action((dir: string, options: InitOptions) => init(dir, options, terminal))
}

async function init(dir: string, options: InitOptions, terminal: Terminal): Promise<void> {
  const { config, key, request } = newNodePaths(dir)
  for (const path of [config, key, request]) if (await isThere(path)) throw alreadyThere(path)
  const paths = await write(dir, { id: 'node-1', ...example, ...named(options) })
  if (options.json === true) return terminal.print(JSON.stringify(paths))
  for (const line of nextSteps(paths, options, terminal)) terminal.print(line)
}

function named({ actor, name, url }: InitOptions): Partial<Parameters<typeof writeNewNode>[1]> {
  return {
    ...(actor !== undefined && { actor }),
    ...(name !== undefined && { name }),
    ...(url !== undefined && { publicUrl: url }),
  }
}

async function write(dir: string, facts: Parameters<typeof writeNewNode>[1]): Promise<NewNodePaths> {
  try {
    return await writeNewNode(dir, facts)
  } catch (error) {
    if (error instanceof KvittensError) throw error
    throw fileError(dir, error, 'write')
  }
}

function nextSteps(paths: NewNodePaths, { actor, name }: InitOptions, { say }: Terminal): readonly string[] {
  const { config, key, request, certificate, ca, registry } = paths
  const isExample = actor === undefined || name === undefined
  return [
    `${config}\n${key}\n${request}`,
    '',
    ...(isExample
      ? [
          say({
            sv: `Nummer eller namn är exemplets (${example.actor}, ${example.name}): det duger för ett prov. För skarp drift, börja om i en ny mapp med --actor NUMMER --name NAMN.`,
            en: `Number or name is the example's (${example.actor}, ${example.name}): good enough for a trial. For real use, begin again in a new folder with --actor NUMBER --name NAME.`,
          }),
          '',
        ]
      : []),
    say({ sv: 'Gör så här:', en: 'Next:' }),
    say({
      sv: `1. Skicka ${request} till utfärdaren av organisationscertifikat; lägg svaret i ${certificate}.`,
      en: `1. Send ${request} to the issuer of organisation certificates; put what comes back in ${certificate}.`,
    }),
    say({
      sv: `2. Lägg utfärdarens CA-certifikat i ${ca}.`,
      en: `2. Put the issuer's CA certificate in ${ca}.`,
    }),
    `3. kvittens config check --config ${config}`,
    say({
      sv: `4. Lägg registerfiler i ${registry} och kör: kvittens import ${registry} --config ${config}`,
      en: `4. Put registry files in ${registry} and run: kvittens import ${registry} --config ${config}`,
    }),
    `5. kvittens start --config ${config}`,
  ]
}

function alreadyThere(path: string): KvittensError {
  return new KvittensError('FileExists', {
    words: {
      sv: `${path} finns redan; inget skrevs.`,
      en: `${path} is there already; nothing was written.`,
    },
    cure: { sv: 'Välj en annan mapp.', en: 'Choose another folder.' },
  })
}
