import { checkServerIdentity, type PeerCertificate } from 'node:tls'
import { ClientError } from './client-error.ts'
import { subjectNumber } from './subject-number.ts'

/**
 * Whether a server whose chain is proved is the one meant: by its host name, as usual, or else by the organisation
 * number of its certificate, since SHS certificates name no host (shs-protocol.md 11). Undefined when it is.
 */
export function serverIdentityCheck(
  serverNumber: string | undefined,
): (host: string, certificate: PeerCertificate) => Error | undefined {
  return (host, certificate) => {
    if (checkServerIdentity(host, certificate) === undefined) return undefined
    const number = subjectNumber(certificate.subject)
    if (serverNumber !== undefined && number === serverNumber) return undefined
    return notTheOneMeant(host, number, serverNumber)
  }
}

function notTheOneMeant(host: string, found: string | undefined, wanted: string | undefined): ClientError {
  const whose = found === undefined ? '' : ` (${found})`
  return new ClientError('WrongServer', {
    words: {
      sv: `Servercertifikatet${whose} gäller inte för ${host}${wanted === undefined ? '' : ` och inte för ${wanted}`}.`,
      en: `The server's certificate${whose} is not for ${host}${wanted === undefined ? '' : `, nor for ${wanted}`}.`,
    },
    cure: {
      sv: 'Är det en SHS-nod, ange vilken organisation den ska tillhöra: --server NUMMER.',
      en: 'If it is an SHS node, say which organisation it should belong to: --server NUMBER.',
    },
  })
}
