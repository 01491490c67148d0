import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { organisationNumber } from '../../node/config/value-types.ts'
import { RegistryFilesError } from '../../node/registry-files/filed-entry.ts'
import { readXmlEntry } from '../../node/registry-files/read-xml-entry.ts'
import { KvittensError } from '../../protocol/kvittens-error.ts'
import { askOperator, systemUser } from '../ask-operator.ts'
import type { Terminal } from '../command.ts'
import { withConfigOption } from '../config-option.ts'
import { fileError } from '../file-error.ts'
import { valueParser } from '../value-parser.ts'
import { printTold } from './print-told.ts'

interface ProposeOptions {
  readonly to?: string
  readonly config: string
  readonly json?: boolean
}

/** `kvittens agreement propose FILE [--to NUMBER]`. */
export function proposeCommand(terminal: Terminal): Command {
  const { say } = terminal
  const command = new Command('propose')
    .description(
      say({
        sv: 'Föreslår en överenskommelse för dess andra part, med ett meddelande till den partens nod. Den gäller när den är accepterad.',
        en: "Proposes an agreement to its other party, by a message to that party's node. It is in force when it is accepted.",
      }),
    )
    .argument('<file>', say({ sv: 'ett shs.agreement', en: 'an shs.agreement' }))
    .option(
      '-t, --to <number>',
      say({
        sv: 'för vem (annars enligt dokumentet)',
        en: 'to whom (else by the document)',
      }),
      valueParser(organisationNumber, terminal),
    )
    .option('--json', say({ sv: 'svaret som JSON', en: 'the answer as JSON' }))
    .addHelpText(
      'after',
      `\n${say({ sv: 'Exempel', en: 'Example' })}:\n  kvittens agreement propose sjukanmalan.xml --to 5560000001`,
    )
    .action((file: string, options: ProposeOptions) => propose(file, options, terminal))
  return withConfigOption(command, terminal)
}

async function propose(
  file: string,
  { to, config, json }: ProposeOptions,
  terminal: Terminal,
): Promise<void> {
  const document = await agreementIn(file)
  const answer = await askOperator(
    config,
    { act: 'propose', document, user: systemUser(), ...(to !== undefined && { to }) },
    terminal,
  )
  printTold(answer, json === true, terminal)
}

/** The document in base64. Says file and line of what is wrong in it. */
async function agreementIn(file: string): Promise<string> {
  const octets = await readFile(file).catch((error: unknown) => {
    throw fileError(file, error, 'read')
  })
  const problems: ConstructorParameters<typeof RegistryFilesError>[0][number][] = []
  const [found] = readXmlEntry(file, octets, problems)
  if (found === undefined) throw new RegistryFilesError(problems)
  if (found.entry.kind === 'agreement') return found.entry.document
  throw new KvittensError('NotFound', {
    words: { sv: `${file} innehåller ingen överenskommelse.`, en: `${file} holds no agreement.` },
  })
}
