import type { Certificate } from './certificate.ts'
import { hasRightCheckDigit } from '../../protocol/organisation-number.ts'
import { attributeOids } from './subject-attributes.ts'
import type { NumberRule } from './trust-anchor.ts'

/** What a subject says of its organisation number; `oneNumber` has been checked, `none` says nothing at all. */
export type SubjectNumber =
  | { readonly kind: 'none' }
  | { readonly kind: 'oneNumber'; readonly number: string }
  | { readonly kind: 'conflict'; readonly numbers: readonly string[] }
  | { readonly kind: 'wrongCheckDigit'; readonly number: string }
  | { readonly kind: 'wrongCountry'; readonly country: string }

interface Shape {
  readonly oid: string
  readonly pattern: RegExp
}

const patterns = [
  /^(\d{6})-?(\d{4})$/, // others in the field
  /^16(\d{6})-?(\d{4})$/, // SHS certificates: Steria, Expisoft
  /^EFOS16(\d{10})-/, // Efos function certificates
  /^SE(?:16)?(\d{10})-/, // SITHS: an HSA-id
  /^NTRSE-(\d{6})-?(\d{4})$/, // eIDAS (EN 319 412-1)
]

const wellKnown: readonly Shape[] = [
  attributeOids.serialNumber,
  attributeOids.organizationIdentifier,
].flatMap((oid) => patterns.map((pattern) => ({ oid, pattern })))

/** Reads the number by the rule of the issuing CA, or by the well-known shapes where it has none of its own. */
export function subjectNumber(certificate: Certificate, rule: NumberRule | undefined): SubjectNumber {
  const stated = distinct(numbersBy(rule === undefined ? wellKnown : [shapeOf(rule)], certificate))
  const [number] = stated
  if (number === undefined) return { kind: 'none' }
  if (stated.length > 1) return { kind: 'conflict', numbers: stated }
  if (!hasRightCheckDigit(number)) return { kind: 'wrongCheckDigit', number }
  // What a CA with a rule of its own writes elsewhere counts only where it is a number beyond doubt.
  const elsewhere = rule === undefined ? [] : numbersBy(wellKnown, certificate).filter(hasRightCheckDigit)
  const numbers = distinct([number, ...elsewhere])
  if (numbers.length > 1) return { kind: 'conflict', numbers }
  const country = foreignCountry(certificate)
  return country === undefined ? { kind: 'oneNumber', number } : { kind: 'wrongCountry', country }
}

/** The OID of an attribute that a rule names; undefined where it is neither a known name nor an OID. */
export function ruleAttributeOid(attribute: string): string | undefined {
  if (attribute === 'serialNumber') return attributeOids.serialNumber
  if (attribute === 'organizationIdentifier') return attributeOids.organizationIdentifier
  return /^\d+(\.\d+)+$/.test(attribute) ? attribute : undefined
}

function shapeOf(rule: NumberRule): Shape {
  return { oid: ruleAttributeOid(rule.attribute) ?? '', pattern: new RegExp(rule.pattern) }
}

function numbersBy(shapes: readonly Shape[], { attributes }: Certificate): string[] {
  return shapes.flatMap(({ oid, pattern }) =>
    attributes
      .filter((one) => one.oid === oid && one.value.length <= 256)
      .flatMap(({ value }) => digits(pattern, value)),
  )
}

/** The last ten digits of what the pattern takes out of a value. */
function digits(pattern: RegExp, value: string): string[] {
  const match = pattern.exec(value)
  if (match === null) return []
  const taken = match.length > 1 ? match.slice(1).join('') : match[0]
  const lastTen = taken.replaceAll(/\D/g, '').slice(-10)
  return lastTen.length === 10 ? [lastTen] : []
}

function foreignCountry({ attributes }: Certificate): string | undefined {
  return attributes.find(
    ({ oid, value }) => oid === attributeOids.countryName && value.toUpperCase() !== 'SE',
  )?.value
}

function distinct(numbers: readonly string[]): string[] {
  return [...new Set(numbers)]
}
