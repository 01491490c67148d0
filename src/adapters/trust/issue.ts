import { randomBytes } from 'node:crypto'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from './x509-library.ts'
import { alternativeNames } from './alternative-names.ts'
import { distinguishedName } from './distinguished-name.ts'
import { createKeyPem, type KeyAlgorithm, publicKeyDer, signingKeys } from './key-pair.ts'
import { attributeOids } from './subject-attributes.ts'
import {
  organisationSubject,
  type SubjectFacts,
  type SubjectRdns,
  type SubjectShape,
} from './subject-shapes.ts'

/** A certificate and its private key (PKCS #8), both PEM. */
export interface CertificateWithKey {
  readonly certificatePem: string
  readonly keyPem: string
}

interface KeyChoice {
  /** `ec-p256` unless told otherwise: quick to make. */
  readonly keyAlgorithm?: KeyAlgorithm
  /** A private key in PEM to use in place of a new one. */
  readonly keyPem?: string
}

interface Validity {
  /** Milliseconds since 1970; an hour before the CA's `now`, for clocks that go wrong. */
  readonly notBefore?: number
  /** Two years after the CA's `now`, ten for a CA. */
  readonly notAfter?: number
}

export interface CertificateOrder extends SubjectFacts, KeyChoice, Validity {
  /** DNS names and IP addresses, for a certificate that serves TLS too. */
  readonly hostNames?: readonly string[]
  /** How the number stands in the subject; as in the SHS certificates of the field unless told otherwise. */
  readonly shape?: SubjectShape
  /** The whole subject, where no shape will do. */
  readonly subject?: SubjectRdns
  /** Both uses unless told otherwise; none leaves the extension out. */
  readonly eku?: readonly ('clientAuth' | 'serverAuth')[]
}

export interface AuthorityOrder extends KeyChoice, Validity {
  readonly name: string
  /** How many CAs may stand between this one and a leaf; any number where absent. */
  readonly pathLength?: number
}

/** What a CA takes from the world. */
export interface AuthorityWorld {
  /** Milliseconds since 1970. */
  readonly now: number
  /** Octets for serial numbers; from node:crypto unless told otherwise. */
  readonly random?: (bytes: number) => Uint8Array
}

/** A throw-away CA, for `try`, for tests and for a first look; no real CA. */
export interface CertificateAuthority extends CertificateWithKey {
  issue(order: CertificateOrder): Promise<CertificateWithKey>
  /** A CA below this one. */
  issueAuthority(order: AuthorityOrder): Promise<CertificateAuthority>
}

const hour = 3_600_000
const day = 24 * hour

/** Makes the key and the self-signed certificate of a new CA. */
export async function createCertificateAuthority(
  order: AuthorityOrder & AuthorityWorld,
): Promise<CertificateAuthority> {
  const keyPem = order.keyPem ?? (await createKeyPem(order.keyAlgorithm))
  const subject = authorityName(order)
  const certificatePem = await sign(order, {
    ...authorityDates(order, order.now),
    subject,
    issuer: subject,
    issuerKeyPem: keyPem,
    keyPem,
    extensions: authorityExtensions(order),
  })
  return openCertificateAuthority({ certificatePem, keyPem }, order)
}

/** A CA whose key and certificate are at hand, to issue more. */
export function openCertificateAuthority(
  own: CertificateWithKey,
  world: AuthorityWorld,
): CertificateAuthority {
  const issuer = new Name(new X509Certificate(own.certificatePem).subjectName.toArrayBuffer())
  const from = { issuer, issuerKeyPem: own.keyPem }
  return {
    ...own,
    async issue(order) {
      const keyPem = order.keyPem ?? (await createKeyPem(order.keyAlgorithm))
      const certificatePem = await sign(world, {
        ...from,
        keyPem,
        notBefore: order.notBefore ?? world.now - hour,
        notAfter: order.notAfter ?? world.now + 730 * day,
        subject: distinguishedName(
          order.subject ?? organisationSubject(order, order.shape ?? 'sixteen-multivalued'),
        ),
        extensions: leafExtensions(order),
      })
      return { certificatePem, keyPem }
    },
    async issueAuthority(order) {
      const keyPem = order.keyPem ?? (await createKeyPem(order.keyAlgorithm))
      const certificatePem = await sign(world, {
        ...from,
        ...authorityDates(order, world.now),
        keyPem,
        subject: authorityName(order),
        extensions: authorityExtensions(order),
      })
      return openCertificateAuthority({ certificatePem, keyPem }, world)
    },
  }
}

interface ToSign {
  readonly subject: Name
  readonly issuer: Name
  readonly keyPem: string
  readonly issuerKeyPem: string
  readonly notBefore: number
  readonly notAfter: number
  readonly extensions: readonly Extension[]
}

async function sign({ random = randomBytes }: AuthorityWorld, order: ToSign): Promise<string> {
  const publicKey = publicKeyDer(order.keyPem)
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serialNumber(random(16)),
    subject: order.subject,
    issuer: order.issuer,
    notBefore: wholeSecond(order.notBefore),
    notAfter: wholeSecond(order.notAfter),
    publicKey,
    signingKey: signingKeys(order.issuerKeyPem).privateKey,
    signingAlgorithm: { name: 'SHA-256', hash: 'SHA-256' },
    extensions: [
      ...order.extensions,
      await SubjectKeyIdentifierExtension.create(publicKey),
      await AuthorityKeyIdentifierExtension.create(publicKeyDer(order.issuerKeyPem)),
    ],
  })
  return `${certificate.toString('pem')}\n`
}

function authorityName({ name }: AuthorityOrder): Name {
  return distinguishedName([
    [{ oid: attributeOids.countryName, value: 'SE' }],
    [{ oid: attributeOids.commonName, value: name }],
  ])
}

function authorityDates(order: AuthorityOrder, now: number): { notBefore: number; notAfter: number } {
  return { notBefore: order.notBefore ?? now - day, notAfter: order.notAfter ?? now + 3650 * day }
}

function authorityExtensions({ pathLength }: AuthorityOrder): Extension[] {
  return [
    new BasicConstraintsExtension(true, pathLength, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
  ]
}

function leafExtensions({
  eku = ['clientAuth', 'serverAuth'],
  hostNames = [],
}: CertificateOrder): Extension[] {
  return [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment, true),
    ...(eku.length === 0 ? [] : [new ExtendedKeyUsageExtension(eku.map((use) => ExtendedKeyUsage[use]))]),
    ...alternativeNames(hostNames),
  ]
}

/** A positive INTEGER of at most 20 octets, which is what RFC 5280 4.1.2.2 allows. */
function serialNumber(random: Uint8Array): string {
  return `4${Buffer.from(random).toString('hex').slice(1)}`
}

function wholeSecond(at: number): Date {
  return new Date(Math.floor(at / 1000) * 1000)
}
