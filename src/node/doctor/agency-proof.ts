import { serverIdentityCheck } from '../../client/server-identity.ts'
import { KvittensError } from '../../protocol/kvittens-error.ts'
import { fail, ok, type Verdict } from './check.ts'
import type { Handshake } from './shake-hands.ts'

/** Whether a server is proved as the client commands prove it: by the given CA, then by host name or organisation number. */
export function agencyProof(
  { unproved, chain: [shown] }: Handshake,
  { host, server }: { readonly host: string; readonly server: string | undefined },
): Verdict {
  if (shown === undefined || unproved !== undefined) {
    return fail(
      {
        sv: `Certifikatet som ${host} visar kan inte bevisas med den angivna CA:n (${unproved ?? 'inget certifikat'}).`,
        en: `The certificate that ${host} shows cannot be proved by the given CA (${unproved ?? 'no certificate'}).`,
      },
      {
        sv: 'Ange CA-certifikatet som noden är utfärdad under: --ca FIL.',
        en: 'Give the certificate of the CA that the node was issued under: --ca FILE.',
      },
    )
  }
  const wrong = serverIdentityCheck(server)(host, shown.toLegacyObject())
  if (wrong instanceof KvittensError) return fail(wrong.words, wrong.cure ?? askAgency)
  if (wrong !== undefined) return fail({ sv: wrong.message, en: wrong.message }, askAgency)
  return ok({
    sv: `Servern är bevisad med den angivna CA:n${server === undefined ? '' : `, organisation ${server}`}.`,
    en: `The server is proved by the given CA${server === undefined ? '' : `, organisation ${server}`}.`,
  })
}

const askAgency = {
  sv: 'Fråga organisationen som noden tillhör vilket certifikat den har.',
  en: 'Ask the organisation that the node belongs to which certificate it has.',
}
