import type { Trust } from '../../exchange/ports/trust.ts'
import { fail, ok, type Verdict, warn } from './check.ts'
import type { Handshake } from './shake-hands.ts'

/** Whose certificate another node shows, and whether this node's trust believes it (shs-protocol.md 11). */
export async function peerProof({ chain }: Handshake, trust: Trust): Promise<Verdict> {
  if (chain.length === 0) return noCertificate
  const judgement = await trust.judge(
    chain.map(({ raw }) => raw),
    Date.now(),
    'server',
  )
  if (!judgement.good) return fail(judgement.refusal.words, judgement.refusal.cure)
  const { subject, organisationNumber } = judgement.facts
  if (organisationNumber !== undefined) {
    return ok({
      sv: `Certifikatet är ${subject}, organisation ${organisationNumber}, under en CA som noden litar på.`,
      en: `The certificate is that of ${subject}, organisation ${organisationNumber}, under a CA that the node trusts.`,
    })
  }
  return warn(
    {
      sv: `Certifikatet ${subject} är betrott men nämner inget organisationsnummer.`,
      en: `The certificate ${subject} is trusted but names no organisation number.`,
    },
    {
      sv: 'Skriv in det i registret hos aktören (certificates), om det är rätt.',
      en: 'Enter it in the registry with the actor (certificates), if it is the right one.',
    },
  )
}

const noCertificate = fail(
  { sv: 'Servern visade inget certifikat.', en: 'The server showed no certificate.' },
  { sv: 'Se efter att adressen är en SHS-nods.', en: 'See that the address is that of an SHS node.' },
)
