import { readAgreements } from './agreement-settings.ts'
import { readDirectory } from './directory-settings.ts'
import { readHandler } from './handler-settings.ts'
import type { Keys } from './keys.ts'
import type { Place } from './problem.ts'
import {
  duration,
  httpsUrl,
  listenAddress,
  oneOf,
  organisationNumber,
  path,
  pattern,
  size,
  text,
  textLike,
  timeZone,
  wholeNumber,
} from './value-types.ts'
import { readRetention } from './retention-settings.ts'
import { retrySteps } from './retry-steps.ts'
import type { ValueType } from './value-type.ts'

/** The settings of a node, grouped as in `kvittens.yaml`: sizes in octets, times in milliseconds, paths absolute. */
export type Settings = ReturnType<typeof readSettings>

/** The settings with where they came from. */
export interface Config extends Settings {
  /** Absolute path of the settings file. */
  readonly file: string
  /** Where each value was written, by the path of its key (`machines.certificates[0].key`). */
  readonly places: Readonly<Record<string, Place>>
}

interface TrustSettings {
  readonly ca: string
  readonly organisationNumber?: { readonly attribute: string; readonly pattern: string }
  readonly eku: 'required' | 'optional'
  readonly side: 'production' | 'test'
}

const nodeId = textLike(
  /^[A-Za-z0-9._-]{1,64}$/,
  { sv: 'ett namn med bokstäver, siffror, punkt, _ och -', en: 'a name of letters, digits, dot, _ and -' },
  'agency-1',
)

const subjectAttribute = textLike(
  /^(serialNumber|organizationIdentifier|\d+(\.\d+)+)$/,
  {
    sv: 'serialNumber, organizationIdentifier eller en OID',
    en: 'serialNumber, organizationIdentifier or an OID',
  },
  'serialNumber',
)

/** The one table of the settings: their names, types, defaults and documentation. */
export function readSettings(keys: Keys) {
  return {
    node: keys.group('node', 'This node and its own organisation.', readNode),
    machines: keys.group(
      'machines',
      "The machines' port: mutual TLS, the certificate is the organisation.",
      readMachines,
    ),
    operations: keys.group('operations', 'Health and metrics, without TLS.', (keys) => ({
      listen: keys.defaulted(
        'listen',
        listenAddress,
        '127.0.0.1:8445',
        'Where health and metrics are served; keep it on loopback or a closed network.',
      ),
    })),
    messages: keys.defaulted(
      'messages',
      oneOf(['sqlite']),
      'sqlite',
      'Where messages are kept: sqlite is embedded, under node.dataDir.',
    ),
    blobs: keys.defaulted(
      'blobs',
      oneOf(['disk']),
      'disk',
      'Where large bodies are kept: disk is under node.dataDir.',
    ),
    directory: keys.list(
      'directory',
      'The shared directories of actors, product types, public agreements and addresses; asked in order, after the registry.',
      0,
      { map: readDirectory },
    ),
    delivery: keys.group('delivery', 'How messages go to other nodes.', readDelivery),
    agreements: keys.group(
      'agreements',
      'What agreements say of when and how much may be sent.',
      readAgreements,
    ),
    handlers: keys.fileList(
      'handlers',
      "The actors' own systems that answer synchronous requests: an HTTP call or a command for a product type.",
      { map: readHandler },
    ),
    mailbox: keys.group('mailbox', 'Messages that wait to be fetched.', (keys) => ({
      lease: keys.defaulted(
        'lease',
        duration,
        '1h',
        'How long a message that was fetched and not acknowledged stays off the plain list.',
      ),
    })),
    retention: keys.group('retention', 'How long messages are kept, from their arrival.', readRetention),
    limits: keys.group(
      'limits',
      'Bounds on what one caller may cost; each has an error of its own.',
      readLimits,
    ),
    log: keys.group('log', 'The log on standard error.', (keys) => ({
      level: keys.defaulted(
        'level',
        oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
        'info',
        'The least severe lines that are written.',
      ),
    })),
  }
}

function readNode(keys: Keys) {
  return {
    id: keys.required('id', nodeId, "The node's id, as it stands in receipts and in the history of labels."),
    actor: keys.required(
      'actor',
      organisationNumber,
      "Organisation number of the node's own actor. Quote it.",
    ),
    name: keys.required('name', text, 'Name of the organisation, for people.'),
    dataDir: keys.required(
      'dataDir',
      path,
      'Folder of all that the node keeps. Relative paths start at the settings file.',
    ),
    timeZone: keys.defaulted(
      'timeZone',
      timeZone,
      'Europe/Stockholm',
      'Zone of the dates in labels, which carry none.',
    ),
  }
}

function readMachines(keys: Keys) {
  return {
    listen: keys.required('listen', listenAddress, 'Host and port that the node binds.'),
    publicUrl: keys.optional(
      'publicUrl',
      httpsUrl,
      'The address as others reach it; the one it listens on where it is left out.',
    ),
    certificates: keys.list(
      'certificates',
      "The node's own certificates: by SNI, else the first; two while one is renewed.",
      1,
      {
        map: (keys) => ({
          key: keys.required('key', path, 'PEM file of the private key.'),
          certificate: keys.required(
            'certificate',
            path,
            'PEM file of the certificate and its intermediates.',
          ),
        }),
      },
    ),
    trust: keys.list(
      'trust',
      'The CAs whose certificates are believed; a bare file name stands for an entry with `ca` alone.',
      1,
      {
        map: readTrust,
        scalar: { type: plainCa },
      },
    ),
  }
}

function readTrust(keys: Keys): TrustSettings {
  const organisationNumber = keys.optionalGroup(
    'organisationNumber',
    'Where the CA puts the organisation number. Left out: the well-known shapes in serialNumber and organizationIdentifier.',
    (keys) => ({
      attribute: keys.required(
        'attribute',
        subjectAttribute,
        'serialNumber, organizationIdentifier or an OID.',
      ),
      pattern: keys.required('pattern', pattern, 'Its captures, one after the other, are the ten digits.'),
    }),
  )
  return {
    ca: keys.required('ca', path, 'PEM file of the CA, and of intermediates that callers leave out.'),
    ...(organisationNumber !== undefined && { organisationNumber }),
    eku: keys.defaulted(
      'eku',
      oneOf(['required', 'optional']),
      'optional',
      'Whether a certificate without extended key usage is refused.',
    ),
    side: keys.defaulted(
      'side',
      oneOf(['production', 'test']),
      'production',
      'Certificates of a test CA reach messages of status=test only.',
    ),
  }
}

const plainCa: ValueType<TrustSettings> = {
  ...path,
  parse(text, folder) {
    const ca = path.parse(text, folder)
    return ca === undefined ? undefined : { ca, eku: 'optional', side: 'production' }
  },
  example: { ca: '/', eku: 'optional', side: 'production' },
}

function readDelivery(keys: Keys) {
  return {
    retry: keys.defaulted(
      'retry',
      retrySteps,
      '1m, 5m*3, 30m*4, 2h*20, 6h',
      'The waits between attempts; `5m*3` is three of them, the last is repeated.',
    ),
    giveUpAfter: keys.defaulted(
      'giveUpAfter',
      duration,
      '4d',
      'How long after it was queued a message is set aside and its sender told.',
    ),
    perDestination: keys.defaulted(
      'perDestination',
      wholeNumber(1),
      '8',
      'Messages on their way to one other node at once.',
    ),
    connectTimeout: keys.defaulted('connectTimeout', duration, '10s', 'Until a connection to it is up.'),
    idleTimeout: keys.defaulted(
      'idleTimeout',
      duration,
      '300s',
      'Without a byte to it or from it while a message is on its way.',
    ),
  }
}

function readLimits(keys: Keys) {
  const bytes = (name: string, standard: string, doc: string): number =>
    keys.defaulted(name, size, standard, doc)
  const time = (name: string, standard: string, doc: string): number =>
    keys.defaulted(name, duration, standard, doc)
  const count = (name: string, standard: string, doc: string): number =>
    keys.defaulted(name, wholeNumber(1), standard, doc)
  return {
    maxMessageBytes: bytes('maxMessageBytes', '20GiB', 'Bytes of one message, label and all parts.'),
    maxLabelBytes: bytes('maxLabelBytes', '64KiB', 'Bytes of a label.'),
    maxDataParts: count('maxDataParts', '1000', 'Data parts of one message.'),
    maxHeaderBytes: bytes(
      'maxHeaderBytes',
      '32KiB',
      "Bytes of a request's line and headers, and of the headers of a part.",
    ),
    inlineBytes: bytes(
      'inlineBytes',
      '128KiB',
      'Bodies of up to so many bytes lie in the database, larger ones in files.',
    ),
    maxDiscardedBytes: bytes(
      'maxDiscardedBytes',
      '16MiB',
      'Bytes of a refused body that are read away so that the refusal is heard; then the connection is closed.',
    ),
    maxConnections: count('maxConnections', '2000', 'Open connections at once.'),
    headersTimeout: time(
      'headersTimeout',
      '15s',
      "From a connection's first byte until the request's headers have come.",
    ),
    idleTimeout: time(
      'idleTimeout',
      '60s',
      'Without a byte while a body comes or goes, or between requests.',
    ),
    minBytesPerSecond: bytes(
      'minBytesPerSecond',
      '4KiB',
      'A body may take idleTimeout and the time that its bytes need at this rate, in all.',
    ),
    drainTimeout: time('drainTimeout', '30s', 'For running calls to end after SIGTERM.'),
  }
}
