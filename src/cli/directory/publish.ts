import { Command } from 'commander'
import type { Config } from '../../node/config/config.ts'
import { loadConfig } from '../../node/config/load-config.ts'
import { httpsUrl } from '../../node/config/value-types.ts'
import { openPublishers, type Publication } from '../../node/open-directory.ts'
import { readAgreement } from '../../protocol/agreement/agreement-reader.ts'
import { KvittensError } from '../../protocol/kvittens-error.ts'
import { readProduct } from '../../protocol/product/product-reader.ts'
import type { Words } from '../../protocol/words.ts'
import { parseAddress, parseProductId } from '../../protocol/urn.ts'
import { askOperator, systemUser } from '../ask-operator.ts'
import type { Terminal } from '../command.ts'
import { withConfigOption } from '../config-option.ts'
import { safeText } from '../safe-text.ts'
import { valueParser } from '../value-parser.ts'
import { namedDocument } from './named-document.ts'
import { noDirectory } from './no-directory.ts'
import { receiveServiceUrl } from './receive-service-url.ts'

interface PublishOptions {
  readonly config: string
  readonly url?: string
  readonly json?: boolean
}

type ToPublication = (
  named: string,
  options: PublishOptions,
  config: Config,
  terminal: Terminal,
) => Promise<Publication>

/** What stands after the command's name, and in the help. */
interface Named {
  readonly argument: string
  readonly words: Words
}

const document: Named = {
  argument: '<file|uuid>',
  words: { sv: 'dokumentet, eller dess UUID i registret', en: 'the document, or its UUID in the registry' },
}
const productOfAddress: Named = {
  argument: '<product>',
  words: {
    sv: 'produkttypen: fil eller UUID, eller confirm, error eller agreement: bekräftelser, felmeddelanden och föreslagna överenskommelser har egna adresser',
    en: 'the product type: file or UUID, or confirm, error or agreement: confirm and error messages and proposed agreements have addresses of their own',
  },
}

/** `kvittens directory publish product|agreement|address FILE|UUID`: into every directory that may be written in. */
export function publishCommand(terminal: Terminal): Command {
  const { say } = terminal
  const command = new Command('publish').description(
    say({
      sv: 'Skriver i katalogen, i stället för det som stod där. Flera gånger gör inget.',
      en: 'Writes in the directory, in place of what stood there. As often as you like.',
    }),
  )
  const url = {
    product: say({ sv: 'var beskrivningen finns', en: 'where the description lies' }),
    agreement: say({ sv: 'var överenskommelsen finns', en: 'where the agreement lies' }),
    address: say({
      sv: 'mottagningstjänstens adress (annars enligt machines.publicUrl)',
      en: 'URL of the receive service (else by machines.publicUrl)',
    }),
  }
  for (const [kind, examples, description, named, toPublication] of [
    [
      'product',
      ['sjukanmalan.xml'],
      { sv: 'en egen produkttyp', en: 'an own product type' },
      document,
      productType,
    ],
    [
      'agreement',
      ['overenskommelse.xml'],
      { sv: 'en egen publik överenskommelse', en: 'an own public agreement' },
      document,
      agreement,
    ],
    [
      'address',
      ['5c1e0000-0000-4000-8000-000000000001', 'confirm'],
      { sv: 'den egna adressen för en produkttyp', en: 'the own address for a product type' },
      productOfAddress,
      address,
    ],
  ] as const) {
    const one = new Command(kind)
      .description(say(description))
      .argument(named.argument, say(named.words))
      .option('--url <url>', url[kind], valueParser(httpsUrl, terminal))
      .option('--json', say({ sv: 'svaret som JSON', en: 'the answer as JSON' }))
      .addHelpText(
        'after',
        [
          `\n${say({ sv: 'Exempel', en: 'Example' })}:`,
          ...examples.map((example) => `  kvittens directory publish ${kind} ${example}`),
        ].join('\n'),
      )
      .action((which: string, options: PublishOptions) => publish(which, options, toPublication, terminal))
    command.addCommand(withConfigOption(one, terminal))
  }
  return command
}

async function publish(
  named: string,
  options: PublishOptions,
  toPublication: ToPublication,
  terminal: Terminal,
): Promise<void> {
  const config = await loadConfig({ file: options.config, env: terminal.env })
  const publishers = await openPublishers(config)
  if (publishers.length === 0) throw noDirectory(options.config, 'write')
  const publication = await toPublication(named, options, config, terminal)
  for (const publisher of publishers) {
    const published = await publisher.publish(publication)
    // The ledger tells who changed what others go by.
    if (published.change !== 'unchanged')
      await askOperator(
        options.config,
        { act: 'published', published, publication, user: systemUser() },
        terminal,
      )
    if (options.json === true) terminal.print(JSON.stringify(published))
    else terminal.print(`${published.change}: ${safeText(`${published.place} (${published.directory})`)}`)
  }
}

async function productType(
  named: string,
  { url, config: file }: PublishOptions,
  _config: Config,
  terminal: Terminal,
): Promise<Publication> {
  const entry = await namedDocument('product', named, file, terminal)
  const { labeledUri } = readProduct(Buffer.from(entry.document, 'base64'))
  const descriptionUrl = url ?? labeledUri
  return {
    kind: 'product',
    uuid: entry.uuid,
    name: entry.name,
    principal: entry.principal,
    ...(descriptionUrl !== undefined && { descriptionUrl }),
  }
}

async function agreement(
  named: string,
  { url, config: file }: PublishOptions,
  _config: Config,
  terminal: Terminal,
): Promise<Publication> {
  const entry = await namedDocument('agreement', named, file, terminal)
  const { uuid, principal, customer, products, transferType } = readAgreement(
    Buffer.from(entry.document, 'base64'),
  )
  if (customer !== undefined) throw notPublic(uuid, customer.address)
  const productName = products[0]?.commonName
  return {
    kind: 'agreement',
    uuid,
    principal: parseAddress(principal.address)?.actor ?? principal.address,
    products: products.map(({ id }) => id),
    transferType,
    ...(productName !== undefined && { productName }),
    ...(url !== undefined && { documentUrl: url }),
  }
}

async function address(
  named: string,
  options: PublishOptions,
  config: Config,
  terminal: Terminal,
): Promise<Publication> {
  const url = receiveServiceUrl(options.url, config)
  const product =
    parseProductId(named) ?? (await namedDocument('product', named, options.config, terminal)).uuid
  return { kind: 'address', actor: config.node.actor, product, url }
}

/** In the directory it would let anyone in. */
function notPublic(uuid: string, customer: string): KvittensError {
  return new KvittensError('NotPublic', {
    words: {
      sv: `Överenskommelsen ${uuid} gäller bara för ${customer}; i katalogen skulle den gälla för alla.`,
      en: `The agreement ${uuid} is for ${customer} alone; in the directory it would be for anyone.`,
    },
    cure: { sv: 'Publicera en utan kund.', en: 'Publish one without a customer.' },
  })
}
