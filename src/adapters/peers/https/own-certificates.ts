import { X509Certificate } from 'node:crypto'
import { createSecureContext, type SecureContext } from 'node:tls'
import { KvittensError } from '../../../protocol/kvittens-error.ts'

/** A private key and its certificate with the intermediates, PEM. */
export interface OwnCertificate {
  readonly key: string
  readonly certificate: string
}

const clientAuth = '1.3.6.1.5.5.7.3.2'

/**
 * What is shown to peers: the first of the node's certificates that a caller may show and that is valid now, so that a
 * renewed one takes over by itself; else the first of all. Throws `BadOwnCertificate` where one cannot be used.
 */
export function ownCertificates(certificates: readonly OwnCertificate[]): (now: number) => SecureContext {
  const [first, ...more] = certificates.map(readOwn)
  if (first === undefined) throw badOwnCertificate(undefined)
  const all = [first, ...more]
  return (now) => {
    const good = all.find((one) => one.forCallers && one.notBefore <= now && now <= one.notAfter)
    return (good ?? first).context
  }
}

function readOwn({ key, certificate }: OwnCertificate) {
  try {
    const leaf = new X509Certificate(certificate)
    return {
      notBefore: leaf.validFromDate.getTime(),
      notAfter: leaf.validToDate.getTime(),
      // Node's name for the extended key usages; none at all allows every use.
      forCallers: leaf.keyUsage?.includes(clientAuth) ?? true,
      // Who the peer is, is for Trust to judge: the system's CAs have no say in it.
      context: createSecureContext({ key, cert: certificate, ca: [], minVersion: 'TLSv1.2' }),
    }
  } catch (error) {
    throw badOwnCertificate(error)
  }
}

function badOwnCertificate(cause: unknown): KvittensError {
  return new KvittensError('BadOwnCertificate', {
    words: {
      sv: 'Nodens certifikat mot andra noder saknas, kan inte läsas, eller hör inte ihop med sin nyckel.',
      en: "The node's certificate towards other nodes is missing, unreadable, or does not belong to its key.",
    },
    cure: {
      sv: 'Se över machines.certificates: båda i PEM, nyckeln utan lösenord.',
      en: 'Look over machines.certificates: both in PEM, the key without a password.',
    },
    cause,
  })
}
