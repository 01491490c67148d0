import { Command } from 'commander'
import { loadConfig } from '../../node/config/load-config.ts'
import { organisationNumber, uuid } from '../../node/config/value-types.ts'
import type { ValueType } from '../../node/config/value-type.ts'
import { type Directory, type DirectoryAnswer, openDirectory } from '../../node/open-directory.ts'
import { parseProductId } from '../../protocol/urn.ts'
import type { Words } from '../../protocol/words.ts'
import type { Terminal } from '../command.ts'
import { withConfigOption } from '../config-option.ts'
import { valueParser } from '../value-parser.ts'
import { noDirectory } from './no-directory.ts'
import { printAnswer } from './print-answer.ts'

interface LookupOptions {
  readonly config: string
  readonly json?: boolean
}

/** A UUID, or one of the product ids that are none. */
const productId: ValueType<string> = { ...uuid, parse: parseProductId }

/** `kvittens directory lookup actor|product|agreement|address …`: what the directories of the settings say. */
export function lookupCommand(terminal: Terminal): Command {
  const { say } = terminal
  const number = valueParser(organisationNumber, terminal)
  const product = valueParser(productId, terminal)
  const numberWords = say({ sv: 'organisationsnummer', en: 'organisation number' })
  const productWords = say({ sv: 'produkttypens UUID', en: "the product type's UUID" })

  const actor = new Command('actor')
    .description(say({ sv: 'en aktör', en: 'an actor' }))
    .argument('<number>', numberWords, number)
    .action((of: string, options: LookupOptions) =>
      lookup({ sv: `Aktören ${of}`, en: `The actor ${of}` }, options, terminal, (directory) =>
        directory.actors([of]),
      ),
    )
  const productType = new Command('product')
    .description(say({ sv: 'en produkttyp', en: 'a product type' }))
    .argument('<uuid>', productWords, product)
    .action((id: string, options: LookupOptions) =>
      lookup({ sv: `Produkttypen ${id}`, en: `The product type ${id}` }, options, terminal, (directory) =>
        directory.products([id]),
      ),
    )
  const agreement = new Command('agreement')
    .description(say({ sv: 'publika överenskommelser', en: 'public agreements' }))
    .argument('<product>', productWords, product)
    .argument('<principal>', say({ sv: 'huvudmannens nummer', en: "the principal's number" }), number)
    .action((id: string, principal: string, options: LookupOptions) =>
      lookup(
        {
          sv: `En publik överenskommelse om ${id} med ${principal}`,
          en: `A public agreement on ${id} with ${principal}`,
        },
        options,
        terminal,
        (directory) => directory.agreements([{ product: id, principal }]),
      ),
    )
  const address = new Command('address')
    .description(say({ sv: 'en leveransadress', en: 'a delivery address' }))
    .argument('<actor>', numberWords, number)
    .argument('<product>', productWords, product)
    .action((of: string, id: string, options: LookupOptions) =>
      lookup(
        { sv: `En adress till ${of} för ${id}`, en: `An address of ${of} for ${id}` },
        options,
        terminal,
        (directory) => directory.addresses([{ actor: of, product: id }]),
      ),
    )

  const command = new Command('lookup').description(
    say({ sv: 'Slår upp i katalogen.', en: 'Looks something up in the directory.' }),
  )
  const pay = '5c1e0000-0000-4000-8000-000000000001'
  for (const [one, example] of [
    [actor, '2021000001'],
    [productType, pay],
    [agreement, `${pay} 2021000001`],
    [address, `2021000001 ${pay}`],
  ] as const) {
    one
      .option('--json', say({ sv: 'svaret som JSON', en: 'the answer as JSON' }))
      .addHelpText(
        'after',
        `\n${say({ sv: 'Exempel', en: 'Example' })}:\n  kvittens directory lookup ${one.name()} ${example}`,
      )
    command.addCommand(withConfigOption(one, terminal))
  }
  return command
}

async function lookup(
  asked: Words,
  options: LookupOptions,
  terminal: Terminal,
  ask: (directory: Directory) => Promise<readonly DirectoryAnswer<object>[]>,
): Promise<void> {
  const config = await loadConfig({ file: options.config, env: terminal.env })
  if (config.directory.length === 0) throw noDirectory(options.config, 'ask')
  await using directory = await openDirectory(config, ({ dn, why }) =>
    terminal.warn(terminal.say({ sv: `Räknas inte: ${dn}: ${why}`, en: `Does not count: ${dn}: ${why}` })),
  )
  const [answer] = await ask(directory)
  if (answer !== undefined) printAnswer(answer, asked, options, terminal)
}
