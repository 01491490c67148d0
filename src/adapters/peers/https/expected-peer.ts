import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { ClientError } from '../../../client/client-error.ts'
import type { PeerAddress } from '../../../exchange/ports/peers.ts'
import type { CertificateFacts, CertificateRefusal } from '../../../exchange/ports/trust.ts'
import { formatOrganisationNumber } from '../../../protocol/organisation-number.ts'
import type { Words } from '../../../protocol/words.ts'
import type { PeerPlace } from './peer-place.ts'

/**
 * Whether a certificate that Trust has found good belongs to the peer that is meant (shs-protocol.md 11): `WrongPeer`
 * where it does not, undefined where it does.
 */
export function wrongPeer(
  facts: CertificateFacts,
  leaf: Uint8Array,
  to: PeerAddress,
  place: PeerPlace,
): ClientError | undefined {
  if (!isMeant(facts, leaf, to, place)) return otherOrganisation(facts, to, place)
  return facts.side === 'test' && to.side === 'production' ? testPeer(facts, place) : undefined
}

/** The peer's certificate is not good, whoever it is meant to be. */
export function untrustedPeer(refusal: CertificateRefusal, to: PeerAddress, place: PeerPlace): ClientError {
  const expected = expectedOf(to, place)
  return new ClientError('WrongPeer', {
    words: {
      sv: `${place.name} kunde inte visa att det är ${expected.sv}. ${refusal.words.sv}`,
      en: `${place.name} could not show that it is ${expected.en}. ${refusal.words.en}`,
    },
    cure: refusal.cure,
  })
}

function isMeant(facts: CertificateFacts, leaf: Uint8Array, to: PeerAddress, place: PeerPlace): boolean {
  if (to.fingerprints.includes(facts.fingerprint)) return true
  if (to.pinned) return false
  const { organisationNumber } = facts
  if (organisationNumber !== undefined && to.numbers.includes(organisationNumber)) return true
  return to.orHostName === true && namesHost(leaf, place.host)
}

/** By its alternative names alone, as web certificates are read: a common name may say anything. */
function namesHost(leaf: Uint8Array, host: string): boolean {
  const certificate = new X509Certificate(leaf)
  const name =
    isIP(host) === 0 ? certificate.checkHost(host, { subject: 'never' }) : certificate.checkIP(host)
  return name !== undefined
}

function otherOrganisation(facts: CertificateFacts, to: PeerAddress, place: PeerPlace): ClientError {
  const expected = expectedOf(to, place)
  const shown = shownBy(facts)
  return new ClientError('WrongPeer', {
    words: {
      sv: `${place.name} visade ${shown.sv}; den ska vara ${expected.sv}. Inget av meddelandet sändes.`,
      en: `${place.name} showed ${shown.en}; it should be ${expected.en}. Nothing of the message was sent.`,
    },
    cure: to.pinned
      ? {
          sv: `Har mottagaren bytt certifikat: lägg in det nya fingeravtrycket hos aktören i registret (certificates). Annars är leveransadressen fel.`,
          en: `If the receiver has changed its certificate: enter the new fingerprint of the actor in the registry (certificates). Otherwise the delivery address is wrong.`,
        }
      : {
          sv: 'Är noden mottagarens ombud: lägg in ombudet hos aktören i registret (providers), eller certifikatets fingeravtryck (certificates). Annars är leveransadressen fel.',
          en: "If the node is the receiver's provider: enter it at the actor in the registry (providers), or the certificate's fingerprint (certificates). Otherwise the delivery address is wrong.",
        },
  })
}

function testPeer(facts: CertificateFacts, place: PeerPlace): ClientError {
  const shown = shownBy(facts)
  return new ClientError('WrongPeer', {
    words: {
      sv: `${place.name} visade ${shown.sv}, som är ett testcertifikat; ett produktionsmeddelande lämnas inte dit.`,
      en: `${place.name} showed ${shown.en}, which is a test certificate; no production message is given to it.`,
    },
    cure: {
      sv: 'Mottagaren behöver ett certifikat från en produktionsutfärdare på sin leveransadress, eller en annan adress.',
      en: 'The receiver needs a certificate of a production CA at its delivery address, or another address.',
    },
  })
}

function shownBy({ subject, organisationNumber, fingerprint }: CertificateFacts): Words {
  const number = organisationNumber === undefined ? undefined : formatOrganisationNumber(organisationNumber)
  return {
    sv: `certifikatet ${subject} (${number ?? 'utan organisationsnummer'}, SHA-256 ${fingerprint})`,
    en: `the certificate ${subject} (${number ?? 'no organisation number'}, SHA-256 ${fingerprint})`,
  }
}

function expectedOf(to: PeerAddress, place: PeerPlace): Words {
  const numbers = to.pinned ? [] : to.numbers.map(formatOrganisationNumber)
  const fingerprints = to.fingerprints.map((one) => `SHA-256 ${one.slice(0, 16)}…`)
  const names = to.orHostName === true && !to.pinned ? [place.host] : []
  const all = [...numbers, ...fingerprints, ...names]
  if (all.length === 0)
    return { sv: 'någon som registret inte nämner', en: 'someone whom the registry does not name' }
  return { sv: all.join(' eller '), en: all.join(' or ') }
}
