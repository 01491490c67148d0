import { constants, X509Certificate } from 'node:crypto'
import { createSecureContext, type TlsOptions } from 'node:tls'
import type { ServerCertificate } from './machines-listener.ts'

/**
 * The certificate that is shown: the first in the list whose names hold the one that the caller asks for (SNI), else
 * the first of all.
 */
export function certificatesByName(
  certificates: readonly ServerCertificate[],
): Pick<TlsOptions, 'key' | 'cert' | 'SNICallback'> {
  const [first, ...rest] = certificates
  if (first === undefined) throw new Error('the machines port has no certificate')
  const own = { key: first.key, cert: first.certificate }
  if (rest.length === 0) return own
  const known = certificates.map(({ key, certificate }) => ({
    names: new X509Certificate(certificate),
    // The same terms as the server's own context: what the caller asks for must not loosen them.
    context: createSecureContext({
      key,
      cert: certificate,
      minVersion: 'TLSv1.2',
      secureOptions: constants.SSL_OP_NO_TICKET,
    }),
  }))
  return {
    ...own,
    SNICallback(name, choose) {
      choose(null, known.find(({ names }) => names.checkHost(name) !== undefined)?.context)
    },
  }
}
