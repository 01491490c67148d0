import type { Actor, ProviderRight, Service } from '../../exchange/ports/registry.ts'
import type { Keys } from '../config/keys.ts'
import {
  address,
  date,
  flag,
  oneOf,
  organisationNumber,
  receiveServiceUrl,
  size,
  text,
  textLike,
  uuid,
} from '../config/value-types.ts'
import { certificateReference } from './certificate-reference.ts'

/** The kinds that YAML documents may have; product types and agreements are SHS documents in XML. */
export const yamlKinds = ['actor', 'tenant', 'service'] as const

const serviceName = textLike(
  /^[a-z0-9-]{1,64}$/,
  { sv: 'ett namn med a-z, 0-9 och bindestreck', en: 'a name of a-z, 0-9 and hyphens' },
  'sjukanmalan',
)

/** The table of an actor or tenant (product.md 3). */
export function readActor(keys: Keys): Actor {
  const kind = keys.required(
    'kind',
    oneOf(['actor', 'tenant']),
    'actor, or tenant: an actor that this node serves.',
  )
  const number = keys.required('organisationNumber', organisationNumber, 'Ten digits; quote them.')
  const name = keys.required('name', text, 'Name of the organisation.')
  const deliveryAddress = keys.optional(
    'deliveryAddress',
    receiveServiceUrl,
    'URL of its receive service, such as https://host/shs/rs.',
  )
  const mailbox = keys.optional('mailbox', flag, 'Its messages wait here, even if it has an address too.')
  const certificates = keys.optionalList(
    'certificates',
    'Certificates that speak for it besides those with its number in their subject.',
    { scalar: { type: certificateReference } },
  )
  const pinned = keys.optional('pinned', flag, 'Only those certificates speak for it.')
  const mayAlsoSpeakFor = keys.optionalList(
    'mayAlsoSpeakFor',
    'Numbers of the actors that it may speak for.',
    {
      scalar: { type: organisationNumber },
    },
  )
  const providers = keys.optionalList('providers', 'Who may do what in its name, and when.', {
    map: readProvider,
  })
  return {
    kind,
    organisationNumber: number,
    name,
    ...(deliveryAddress !== undefined && { deliveryAddress }),
    ...(mailbox !== undefined && { mailbox }),
    ...(certificates !== undefined && { certificates }),
    ...(pinned !== undefined && { pinned }),
    ...(mayAlsoSpeakFor !== undefined && { mayAlsoSpeakFor }),
    ...(providers !== undefined && { providers }),
  }
}

function readProvider(keys: Keys): ProviderRight {
  const number = keys.required('number', organisationNumber, "The provider's organisation number.")
  const from = keys.optional('from', date, 'First day; always so far where absent.')
  const to = keys.optional('to', date, 'Last day; until further notice where absent.')
  const may = keys.list('may', 'What it may do.', 1, { scalar: { type: oneOf(['send', 'fetch']) } })
  return { number, ...(from !== undefined && { from }), ...(to !== undefined && { to }), may }
}

/** The table of a service (product.md 3). */
export function readService(keys: Keys): Service {
  keys.required('kind', oneOf(['service']), 'service')
  const name = keys.required('name', serviceName, 'Its name in URLs.')
  const product = keys.required('product', uuid, 'UUID of its product type.')
  const owner = keys.required('owner', organisationNumber, 'The agency that offers it.')
  const mailbox = keys.optional('mailbox', address, "The receiving address, else the owner's.")
  const title = keys.group('title', 'Its title in both languages.', readWords)
  const direction = keys.required('direction', oneOf(['send', 'fetch', 'both']), 'As the employer sees it.')
  const help = keys.optionalGroup('help', 'A text for those who use it, in both languages.', readWords)
  const maxFileBytes = keys.optional('maxFileBytes', size, 'Bytes of a file.')
  const forms = keys.optionalList('forms', 'The forms that its files may have.', {
    scalar: { type: oneOf(['fixed', 'csv', 'xml', 'opaque']) },
  })
  const sides = keys.optionalList('sides', 'The sides that it is open on.', {
    scalar: { type: oneOf(['test', 'production']) },
  })
  const recordDescription = keys.optional('recordDescription', text, 'Name of its record description.')
  const unpackZip = keys.optional('unpackZip', flag, 'Whether a zip with one file in it is unpacked.')
  const maxUnpackedBytes = keys.optional('maxUnpackedBytes', size, 'Bytes of an unpacked file.')
  const resultService = keys.optional('resultService', serviceName, 'The service that answers come by.')
  const hours = keys.optional('hours', text, 'When it is open.')
  return {
    kind: 'service',
    name,
    product,
    owner,
    ...(mailbox !== undefined && { mailbox }),
    title,
    direction,
    ...(help !== undefined && { help }),
    ...(maxFileBytes !== undefined && { maxFileBytes }),
    ...(forms !== undefined && { forms }),
    ...(sides !== undefined && { sides }),
    ...(recordDescription !== undefined && { recordDescription }),
    ...(unpackZip !== undefined && { unpackZip }),
    ...(maxUnpackedBytes !== undefined && { maxUnpackedBytes }),
    ...(resultService !== undefined && { resultService }),
    ...(hours !== undefined && { hours }),
  }
}

function readWords(keys: Keys): { readonly sv: string; readonly en: string } {
  return { sv: keys.required('sv', text, 'In Swedish.'), en: keys.required('en', text, 'In English.') }
}
