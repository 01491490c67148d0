import { Pkcs10CertificateRequestGenerator } from './x509-library.ts'
import { alternativeNames } from './alternative-names.ts'
import { distinguishedName } from './distinguished-name.ts'
import { createKeyPem, type KeyAlgorithm, signingKeys } from './key-pair.ts'
import { organisationSubject, type SubjectFacts, type SubjectShape } from './subject-shapes.ts'

export interface RequestOrder extends SubjectFacts {
  readonly shape?: SubjectShape
  /** DNS names and IP addresses of the machine that is to have the certificate. */
  readonly hostNames?: readonly string[]
  /** `rsa-2048` unless told otherwise: what the CAs of organisation certificates take. */
  readonly keyAlgorithm?: KeyAlgorithm
}

/** A new private key and a request (PKCS #10) for an organisation certificate, both PEM. */
export async function createCertificateRequest(
  order: RequestOrder,
): Promise<{ readonly keyPem: string; readonly csrPem: string }> {
  const keyPem = await createKeyPem(order.keyAlgorithm ?? 'rsa-2048')
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: distinguishedName(organisationSubject(order, order.shape ?? 'sixteen-multivalued')),
    keys: signingKeys(keyPem),
    extensions: [...alternativeNames(order.hostNames ?? [])],
    signingAlgorithm: { name: 'SHA-256', hash: 'SHA-256' },
  })
  return { keyPem, csrPem: `${request.toString('pem')}\n` }
}
