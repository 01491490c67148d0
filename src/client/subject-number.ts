import { X509Certificate } from 'node:crypto'
import { hasRightCheckDigit } from '../protocol/organisation-number.ts'

/** How the CAs of the field write the number (shs-protocol.md 11, soap-ssek.md 6). */
const patterns = [
  /^(?:16)?(\d{6})-?(\d{4})$/,
  /^EFOS16(\d{6})(\d{4})-/,
  /^SE(?:16)?(\d{6})(\d{4})-/,
  /^NTRSE-(\d{6})-?(\d{4})$/,
]

/**
 * The ten digits of the organisation that a certificate's subject names, in `serialNumber` or
 * `organizationIdentifier`; undefined where there is none, or more than one. `subject` is Node's object of parsed
 * attributes, where those of a multi-valued RDN stand by themselves: a printed name is never taken apart.
 */
export function subjectNumber(subject: object): string | undefined {
  const values = Object.entries(subject)
    .filter(([name]) => name === 'serialNumber' || name === 'organizationIdentifier')
    // An attribute that occurs twice is an array.
    .flatMap(([, value]: [string, unknown]) => value)
    .filter((value) => typeof value === 'string')
  const numbers = new Set(values.map(numberIn).filter((number) => number !== undefined))
  const [number] = numbers
  return numbers.size === 1 && number !== undefined && hasRightCheckDigit(number) ? number : undefined
}

/** The organisation number of the first certificate in a PEM text; undefined where it has none or is no certificate. */
export function certificateNumber(pem: string): string | undefined {
  try {
    return subjectNumber(new X509Certificate(pem).toLegacyObject().subject)
  } catch {
    // Not a certificate: TLS says so in its own words when it is used.
    return undefined
  }
}

function numberIn(value: string): string | undefined {
  for (const pattern of patterns) {
    const match = pattern.exec(value)
    if (match !== null) return `${match[1] ?? ''}${match[2] ?? ''}`
  }
  return undefined
}
