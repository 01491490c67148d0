import type { AuditRow } from '../ports/message-log.ts'
import type { Digest } from '../ports/digest.ts'
import type { Ids } from '../ports/ids.ts'
import type { BusinessFact } from './business-fact.ts'

/**
 * The ledger row of a business fact. Its canonical octets are JSON in ASCII with the keys in the order below and
 * 16 random octets, so that a row's hash tells nothing about what it covers; the leaf is SHA-256(0x00 || octets)
 * (RFC 9162 2.1.1).
 */
export function auditRow(fact: BusinessFact, ids: Ids, digest: Digest): AuditRow {
  const canonical = asciiJson({
    v: 1,
    event: fact.event,
    at: new Date(fact.at).toISOString(),
    subject: fact.subject,
    caller: fact.caller,
    txId: fact.txId,
    corrId: fact.corrId,
    from: fact.from,
    to: fact.to,
    product: fact.product,
    agreement: fact.agreement,
    status: fact.status,
    bytes: fact.bytes,
    sha256: fact.sha256,
    code: fact.code,
    count: fact.count,
    nonce: hex(ids.random(16)),
  })
  return {
    ...(fact.subject === undefined ? {} : { subject: fact.subject }),
    event: fact.event,
    at: fact.at,
    canonical,
    leaf: digest.of(leafInput(canonical)),
    ...(fact.detail === undefined ? {} : { detail: fact.detail }),
  }
}

/** What is hashed for the leaf of a row: 0x00 and its canonical octets (RFC 9162 2.1.1). */
function leafInput(canonical: Uint8Array): Uint8Array {
  const input = new Uint8Array(canonical.length + 1)
  input.set(canonical, 1)
  return input
}

function asciiJson(value: object): Uint8Array {
  const text = JSON.stringify(value)
  const octets = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code > 0x7e) return asciiJsonEscaped(text)
    octets[at] = code
  }
  return octets
}

function asciiJsonEscaped(text: string): Uint8Array {
  const escaped = text.replaceAll(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return Uint8Array.from(escaped, (character) => character.charCodeAt(0))
}

const hexPairs = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'))

function hex(octets: Uint8Array): string {
  let text = ''
  for (const octet of octets) text += hexPairs[octet]
  return text
}
