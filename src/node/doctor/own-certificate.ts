import { type Certificate, readCertificate } from '../../adapters/trust/certificate.ts'
import { certificatesInPem } from '../../adapters/trust/pem.ts'
import type { Trust } from '../../exchange/ports/trust.ts'
import type { Words } from '../../protocol/words.ts'
import { certificateDays, orderCertificate } from './certificate-days.ts'
import { type Check, fail, ok, outcome, told, type Verdict } from './check.ts'

export interface OwnCertificate {
  readonly file: string
  readonly pem: string
  /** The organisation that it has to be of. */
  readonly actor: string
  /** The node's own trust; absent where its settings hold none that is good. */
  readonly trust: Trust | undefined
}

/** A certificate of the node's own: its days, whether the node itself would believe it, and whose it says it is. */
export function ownCertificate({ file, pem, actor, trust }: OwnCertificate): Check {
  return {
    name: 'certificate',
    async run() {
      const chain = certificatesInPem(pem)
      const leaf = firstOf(chain)
      if (leaf === undefined) return outcome(noCertificate(file))
      const days = certificateDays(leaf, certificateWords(leaf, file), orderCertificate)
      if (trust === undefined || days.status === 'fail') return outcome(days)
      const judgement = await trust.judge(chain, Date.now())
      if (!judgement.good) {
        const { words, cure } = judgement.refusal
        return { verdicts: [days, fail(words, cure)], next: [] }
      }
      const { organisationNumber } = judgement.facts
      return outcome(days, [
        told('certificate-trust', trusted(file)),
        told('certificate-number', whose(organisationNumber, actor)),
      ])
    },
  }
}

export function firstOf(chain: readonly Uint8Array[]): Certificate | undefined {
  const [leaf] = chain
  return leaf === undefined ? undefined : readCertificate(leaf)
}

export function certificateWords({ subject }: Certificate, file: string): Words {
  return { sv: `Certifikatet ${subject} (${file})`, en: `The certificate ${subject} (${file})` }
}

export function noCertificate(file: string): Verdict {
  return fail(
    { sv: `Filen ${file} innehåller inget certifikat.`, en: `The file ${file} holds no certificate.` },
    { sv: 'Ange en fil i PEM-format.', en: 'Name a file in PEM.' },
  )
}

function trusted(file: string): Verdict {
  return ok({
    sv: `${file} är utfärdat under en CA som noden litar på.`,
    en: `${file} is issued under a CA that the node trusts.`,
  })
}

function whose(number: string | undefined, actor: string): Verdict {
  if (number === actor) {
    return ok({
      sv: `Certifikatets organisationsnummer är node.actor, ${actor}.`,
      en: `The certificate's organisation number is node.actor, ${actor}.`,
    })
  }
  return fail(
    number === undefined
      ? {
          sv: 'Certifikatet nämner inget organisationsnummer.',
          en: 'The certificate names no organisation number.',
        }
      : {
          sv: `Certifikatet är organisation ${number}, men node.actor är ${actor}.`,
          en: `The certificate is of organisation ${number}, but node.actor is ${actor}.`,
        },
    {
      sv: `Ange certifikatet som är utfärdat för ${actor}, eller rätta node.actor eller machines.trust[].organisationNumber.`,
      en: `Name the certificate that was issued to ${actor}, or correct node.actor or machines.trust[].organisationNumber.`,
    },
  )
}
