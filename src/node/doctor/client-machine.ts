import { socketAddress } from '../../client/socket-address.ts'
import { readFile } from 'node:fs/promises'
import { certificateNumber } from '../../client/subject-number.ts'
import { certificatesInPem } from '../../adapters/trust/pem.ts'
import { agencyProof } from './agency-proof.ts'
import { certificateDays, orderCertificate } from './certificate-days.ts'
import { type Check, fail, ok, outcome, told, type Verdict, warn } from './check.ts'
import { codeOf } from '../code-of.ts'
import { nodeVersion } from './node-version.ts'
import { certificateWords, firstOf, noCertificate } from './own-certificate.ts'
import { fit, privateKey } from './private-key.ts'

import { reach } from './reach.ts'
import { trustAnchorDates } from './trust-anchor-dates.ts'

/** The node that a machine calls, and the files that it calls with. */
export interface CalledNode {
  readonly url: string
  readonly cert: string
  readonly key: string
  readonly ca: string
  /** The organisation that the node belongs to, where its certificate names no host. */
  readonly server?: string | undefined
  readonly language: 'sv' | 'en'
}

/** Everything to look at on the machine of an employer or a provider, who has no node of his own. */
export function clientMachine(called: CalledNode): readonly Check[] {
  return [nodeVersion(), files(called)]
}

/** The three files; then what is in those that can be read, and the way to the node by them. */
function files(called: CalledNode): Check {
  return {
    name: 'files',
    async run() {
      const unreadable: Verdict[] = []
      const read = async (file: string): Promise<string | undefined> => {
        try {
          return await readFile(file, 'utf8')
        } catch (error) {
          unreadable.push(cannotRead(file, codeOf(error)))
          return undefined
        }
      }
      const [certificate, key, ca] = [await read(called.cert), await read(called.key), await read(called.ca)]
      return {
        verdicts: unreadable,
        next: [
          ...(certificate === undefined ? [] : [ownCertificate(called.cert, certificate)]),
          ...(key === undefined || certificate === undefined ? [] : [pair(called, key, certificate)]),
          ...(ca === undefined ? [] : [trustAnchorDates('ca', { file: called.ca, pem: ca })]),
          agency(called, { key, certificate, ca }),
        ],
      }
    },
  }
}

function ownCertificate(file: string, pem: string): Check {
  return {
    name: 'certificate',
    async run() {
      const leaf = firstOf(certificatesInPem(pem))
      if (leaf === undefined) return outcome(noCertificate(file))
      return outcome(certificateDays(leaf, certificateWords(leaf, file), orderCertificate), [
        told('certificate-number', numberVerdict(certificateNumber(pem))),
      ])
    },
  }
}

function pair({ key, cert }: CalledNode, keyPem: string, certificatePem: string): Check {
  return privateKey({ keyFile: key, keyPem, certificateFile: cert, certificatePem })
}

interface Texts {
  readonly key: string | undefined
  readonly certificate: string | undefined
  readonly ca: string | undefined
}

function agency({ url, server, language }: CalledNode, { key, certificate, ca }: Texts): Check {
  const node = new URL(url)
  const whole = key !== undefined && certificate !== undefined && fit(key, certificate)
  return reach({
    name: 'agency',
    url: node,
    identity: whole ? { key, certificate } : undefined,
    ...(ca !== undefined && { ca }),
    language,
    prove: async (handshake) => agencyProof(handshake, { host: socketAddress(node).host, server }),
  })
}

function numberVerdict(number: string | undefined): Verdict {
  if (number !== undefined) {
    return ok({
      sv: `Certifikatets organisationsnummer är ${number}.`,
      en: `The certificate's organisation number is ${number}.`,
    })
  }
  return warn(
    {
      sv: 'Certifikatet nämner inget organisationsnummer.',
      en: 'The certificate names no organisation number.',
    },
    {
      sv: 'Be organisationen som noden tillhör skriva in certifikatet hos er i sitt register, eller beställ ett organisationscertifikat.',
      en: 'Ask the organisation that the node belongs to to enter the certificate with you in its registry, or order an organisation certificate.',
    },
  )
}

function cannotRead(file: string, code: string): Verdict {
  return fail(
    { sv: `Filen ${file} går inte att läsa (${code}).`, en: `The file ${file} cannot be read (${code}).` },
    {
      sv: 'Ange rätt fil, och låt användaren läsa den.',
      en: 'Name the right file, and let the user read it.',
    },
  )
}
