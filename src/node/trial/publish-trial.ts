import { pingProduct } from '../../exchange/agreements/question.ts'
import { loadConfig } from '../config/load-config.ts'
import { openPublishers, type Publication } from '../open-directory.ts'
import { agency, agreement, employer, sickNotification } from './trial-facts.ts'
import type { TwoNodePaths } from './trial-paths.ts'

/** Where the two nodes take messages in: `https://host:port`. */
export interface NodeUrls {
  readonly agency: string
  readonly employer: string
}

/** Each actor publishes, by the right that its settings give, what the other must know to send to it. */
export async function publishTrial(paths: TwoNodePaths, urls: NodeUrls): Promise<void> {
  const products = [sickNotification.uuid, 'confirm', 'error']
  // One after the other: a directory file has one writer at a time.
  await publish(paths.config, [
    {
      kind: 'product',
      uuid: sickNotification.uuid,
      name: sickNotification.name,
      principal: agency.number,
    },
    {
      kind: 'agreement',
      uuid: agreement.uuid,
      principal: agency.number,
      products: [sickNotification.uuid],
      productName: sickNotification.name,
      transferType: 'any',
      confirm: true,
    },
    ...addresses(agency.number, [...products, pingProduct], urls.agency),
  ])
  await publish(paths.employerConfig, addresses(employer.number, products, urls.employer))
}

function addresses(actor: string, products: readonly string[], url: string): readonly Publication[] {
  return products.map((product) => ({ kind: 'address', actor, product, url: `${url}/shs/rs` }))
}

async function publish(config: string, publications: readonly Publication[]): Promise<void> {
  for (const publisher of await openPublishers(await loadConfig({ file: config, env: {} }))) {
    for (const publication of publications) await publisher.publish(publication)
  }
}
