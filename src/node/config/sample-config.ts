import { stringify } from 'yaml'

/** What `init` fills in. */
export interface SampleFacts {
  readonly id: string
  readonly actor: string
  readonly name: string
  /** `127.0.0.1:8443` unless told otherwise. */
  readonly listen?: string
  readonly publicUrl?: string
  readonly operations?: string
}

const defaultListen = '127.0.0.1:8443'

/** Where others call the node, as the sample says. */
export function samplePublicUrl({
  listen = defaultListen,
  publicUrl,
}: Pick<SampleFacts, 'listen' | 'publicUrl'>): string {
  return publicUrl ?? `https://localhost:${listen.slice(listen.lastIndexOf(':') + 1)}`
}

/** A commented `kvittens.yaml` that starts as it is once its PEM files are in `tls/`. */
export function sampleConfig(facts: SampleFacts): string {
  const { listen = defaultListen, operations = '127.0.0.1:8445' } = facts
  return `# Settings of a Kvittens node. \`kvittens config check\` tells what is wrong and where.
# Every key but handlers can be overridden by an environment variable: machines.publicUrl is KVITTENS_MACHINES_PUBLIC_URL.
# Relative paths start at this file.

node:
  id: ${quoted(facts.id)} # as it stands in receipts and in the history of labels
  actor: "${facts.actor}" # your organisation number
  name: ${quoted(facts.name)}
  dataDir: ./data # everything that the node keeps
  # timeZone: Europe/Stockholm

# Machines call here, with mutual TLS: the certificate is the organisation.
machines:
  listen: ${quoted(listen)}
  publicUrl: ${quoted(samplePublicUrl(facts))} # the certificate names its host too
  # Several while one is renewed: by SNI, else the first.
  certificates:
    - { key: tls/node.key, certificate: tls/node.crt }
  # The CAs whose certificates are believed, and where in the subject each puts the organisation number.
  trust:
    - ca: tls/ca.crt
      organisationNumber: { attribute: serialNumber, pattern: '^16(\\d{10})$' }
      # eku: optional # or required: refuse a certificate without extended key usage
      # side: production # or test: its certificates reach messages of status=test only

# Health and metrics, without TLS: keep it on loopback or a closed network.
operations:
  listen: ${quoted(operations)}

# messages: sqlite
# blobs: disk

# The shared directories of actors, product types, public agreements and addresses, asked in order after the registry:
#   - { url: ldaps://directory.example.se, base: "l=SHS", bindDn: "cn=reader,l=SHS", passwordFile: secrets/reader }
# A CA that is not well known is named by ca: tls/directory-ca.crt. With ldap:// to another machine say startTls: true or,
# where everyone on the way is trusted, insecure: true. The right to write, in the same braces:
#   …, publish: { bindDn: "cn=writer,o=A,l=SHS", passwordFile: secrets/writer, base: "o=A,l=SHS" }
# directory: []

# How messages go to other nodes: the waits between attempts (\`5m*3\` is three of them, the last is repeated), and for how long.
# delivery:
#   retry: 1m, 5m*3, 30m*4, 2h*20, 6h
#   giveUpAfter: 4d # then it is set aside for you, and its sender is told
#   perDestination: 8 # on their way to one other node at once
#   connectTimeout: 10s
#   idleTimeout: 300s

# agreements:
#   qos: warn # or enforce: opening hours, volume and peak of imported agreements hold messages up
#   hours: { office: 08:00-17:00, extended: 06:00-22:00, night: 22:00-06:00 } # those that agreements name

# Systems of your own that answer synchronous requests, by product type: each gets the file, and gives one back.
#   - { name: sick-leave, product: "<uuid>", url: "http://127.0.0.1:9000/ask", timeout: 60s, concurrency: 8 }
#   - { name: catalogue, product: "<uuid>", command: [/usr/local/bin/answer, --json], contentType: application/json }
# Further keys: actor: for another actor than your own; with url ca: or insecure: as above; with command fileName: of its answers.
# handlers: []

# mailbox:
#   lease: 1h # a message that was fetched and not acknowledged stays off the plain list so long

# How long messages are kept, from their arrival. What nobody has acknowledged is kept for ever, unless you say beside the
# keys below, say, purgeUnacknowledgedAfter: 90d.
# retention:
#   archiveAfter: 14d
#   purgeContentAfter: 28d # its files are removed, its receipt remains
#   purgeEntryAfter: 400d # its label too: ids, date and hashes remain

# limits:
#   maxMessageBytes: 20GiB
#   maxLabelBytes: 64KiB
#   maxDataParts: 1000
#   maxHeaderBytes: 32KiB
#   inlineBytes: 128KiB # larger bodies lie in files, not in the database
#   maxDiscardedBytes: 16MiB # of a refused body, so that the refusal is heard
#   maxConnections: 2000
#   headersTimeout: 15s
#   idleTimeout: 60s
#   minBytesPerSecond: 4KiB # a body may take idleTimeout and the time that its bytes need at this rate
#   drainTimeout: 30s # for running calls to end after SIGTERM

# log:
#   level: info
`
}

/** A scalar as YAML, quoted where it has to be. */
function quoted(text: string): string {
  return stringify(text, { lineWidth: 0, defaultStringType: 'PLAIN' }).trimEnd()
}
