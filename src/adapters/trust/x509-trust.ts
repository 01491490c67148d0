import type { CertificateRefusal, CertificateUse, Judgement, Trust } from '../../exchange/ports/trust.ts'
import { KvittensError } from '../../protocol/kvittens-error.ts'
import { type Authority, findChain, type FoundChain } from './certificate-chain.ts'
import { badNumber, noCertificate, unreadable } from './certificate-refusals.ts'
import { type Certificate, readCertificate } from './certificate.ts'
import { goodJudgements } from './good-judgements.ts'
import { certificatesInPem } from './pem.ts'
import { ruleAttributeOid, subjectNumber } from './subject-number.ts'
import type { TrustAnchor } from './trust-anchor.ts'

// An honest chain holds two or three; what comes after these is not looked at.
const maxShown = 10
const maxKept = 1000

/**
 * Trust in the CAs that the settings name: chain, dates, keys, uses and the number in the subject (RFC 5280 6,
 * soap-ssek.md 6). Throws `BadTrustAnchor` where an entry holds no CA certificate or a rule that is none.
 */
export function openX509Trust(settings: { readonly anchors: readonly TrustAnchor[] }): Trust {
  const authorities = settings.anchors.flatMap(readAnchor)
  const known = { client: goodJudgements(maxKept), server: goodJudgements(maxKept) }

  const judge = (chain: readonly Uint8Array[], now: number, use: CertificateUse): Judgement => {
    const [leaf, ...shown] = chain.slice(0, maxShown).map(readCertificate)
    if (leaf === undefined) return refused(unreadable())
    const intermediates = shown.filter((one) => one !== undefined)
    const found = findChain(leaf, intermediates, authorities, now, use)
    if (!('certificates' in found)) return refused(found)
    const judgement = judgeSubject(leaf, found)
    if (judgement.good) known[use].keep(chain, { facts: judgement.facts, ...validity(found.certificates) })
    return judgement
  }

  return {
    async judge(chain, now, use = 'client') {
      if (chain.length === 0) return refused(noCertificate())
      const facts = known[use].find(chain, now)
      return facts === undefined ? judge(chain, now, use) : { good: true, facts }
    },
  }
}

function readAnchor(anchor: TrustAnchor): Authority[] {
  const rule = anchor.organisationNumber
  if (rule !== undefined && (ruleAttributeOid(rule.attribute) === undefined || !isPattern(rule.pattern))) {
    throw badAnchor(`${rule.attribute} ${rule.pattern}`)
  }
  const texts = typeof anchor.ca === 'string' ? [anchor.ca] : anchor.ca
  return texts.flatMap((text) => {
    const certificates = certificatesInPem(text).map(readCertificate)
    if (certificates.length === 0) throw badAnchor('no certificate in PEM')
    return certificates.map((certificate) => {
      if (certificate === undefined) throw badAnchor('unreadable certificate')
      if (!certificate.isCa) throw badAnchor(`${certificate.subject} is not a CA`)
      return { certificate, anchor }
    })
  })
}

function judgeSubject(leaf: Certificate, { authority }: FoundChain): Judgement {
  const number = subjectNumber(leaf, authority.anchor.organisationNumber)
  const facts = {
    fingerprint: leaf.fingerprint,
    subject: leaf.subject,
    notAfter: leaf.notAfter,
    side: authority.anchor.side,
  }
  switch (number.kind) {
    case 'oneNumber':
      return { good: true, facts: { ...facts, organisationNumber: number.number } }
    case 'none':
      // It may still be registered for an actor by its fingerprint (product.md 3); that is the registry's to say.
      return { good: true, facts }
    case 'conflict':
    case 'wrongCheckDigit':
    case 'wrongCountry':
      return refused(badNumber(leaf, number))
  }
}

function validity(certificates: readonly Certificate[]): { notBefore: number; notAfter: number } {
  return {
    notBefore: Math.max(...certificates.map((one) => one.notBefore)),
    notAfter: Math.min(...certificates.map((one) => one.notAfter)),
  }
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp
  } catch {
    // The engine's complaint says less than naming the entry does.
    return false
  }
}

function refused(refusal: CertificateRefusal): Judgement {
  return { good: false, refusal }
}

function badAnchor(found: string): KvittensError {
  return new KvittensError('BadTrustAnchor', {
    words: {
      sv: `En post i machines.trust duger inte: ${found}.`,
      en: `An entry of machines.trust is not good: ${found}.`,
    },
    cure: {
      sv: 'Ange en PEM-fil med utfärdarcertifikat, och en regel med attribut och reguljärt uttryck.',
      en: 'Name a PEM file with CA certificates, and a rule with an attribute and a regular expression.',
    },
  })
}
