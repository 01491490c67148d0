import { Command } from 'commander'
import type { Config } from '../../node/config/config.ts'
import { loadConfig } from '../../node/config/load-config.ts'
import { httpsUrl } from '../../node/config/value-types.ts'
import { directoryApplication } from '../../node/open-directory.ts'
import { parseProductId, specialProducts } from '../../protocol/urn.ts'
import type { Terminal } from '../command.ts'
import { withConfigOption } from '../config-option.ts'
import { valueParser } from '../value-parser.ts'
import { namedDocument } from './named-document.ts'
import { receiveServiceUrl } from './receive-service-url.ts'

interface ApplyOptions {
  readonly config: string
  readonly url?: string
}

/** `kvittens directory apply [PRODUCT…]`: what to send to whoever runs the shared directory, to be entered in it. */
export function applyCommand(terminal: Terminal): Command {
  const { say } = terminal
  const command = new Command('apply')
    .description(
      say({
        sv: 'Skriver en ansökan (LDIF) till den som driver katalogen: organisationen och dess adresser, att läggas in där.',
        en: 'Writes an application (LDIF) to whoever runs the directory: the organisation and its addresses, to be entered there.',
      }),
    )
    .argument(
      '[product...]',
      say({
        sv: 'produkttyper som ska kunna skickas hit: UUID eller fil',
        en: 'product types that others may send here: UUID or file',
      }),
    )
    .option(
      '--url <url>',
      say({
        sv: 'mottagningstjänstens adress (annars enligt machines.publicUrl)',
        en: 'URL of the receive service (else by machines.publicUrl)',
      }),
      valueParser(httpsUrl, terminal),
    )
    .addHelpText(
      'after',
      `\n${say({ sv: 'Exempel', en: 'Example' })}:\n  kvittens directory apply sjukanmalan.xml > ansokan.ldif`,
    )
    .action((products: readonly string[], options: ApplyOptions) => apply(products, options, terminal))
  return withConfigOption(command, terminal)
}

async function apply(products: readonly string[], options: ApplyOptions, terminal: Terminal): Promise<void> {
  const config = await loadConfig({ file: options.config, env: terminal.env })
  const url = receiveServiceUrl(options.url, config)
  const wanted = await productIds(products, options, terminal)
  terminal.print(heading(config, terminal))
  terminal.print(directoryApplication(config, { url, products: [...wanted, ...specialProducts] }).trimEnd())
}

async function productIds(
  named: readonly string[],
  { config }: ApplyOptions,
  terminal: Terminal,
): Promise<readonly string[]> {
  const ids: string[] = []
  for (const one of named)
    ids.push(parseProductId(one) ?? (await namedDocument('product', one, config, terminal)).uuid)
  return ids
}

/** Comments of LDIF, for the person who reads it. */
function heading({ node }: Config, { say }: Terminal): string {
  return [
    say({
      sv: `# Ansökan om att bli införd i SHS-katalogen: ${node.name}, ${node.actor}.`,
      en: `# Application to be entered in the SHS directory: ${node.name}, ${node.actor}.`,
    }),
    say({
      sv: '# Läggs in med ldapadd; rätten att skriva under posten behövs sedan för kvittens directory publish.',
      en: '# To be added with ldapadd; the right to write below the entry is then needed for kvittens directory publish.',
    }),
    '',
  ].join('\n')
}
