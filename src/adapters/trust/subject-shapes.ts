import { attributeOids, type SubjectAttribute } from './subject-attributes.ts'

/** A distinguished name to write: RDN by RDN, each one attribute or several. */
export type SubjectRdns = readonly (readonly SubjectAttribute[])[]

/** How the CAs of the field write an organisation number into a subject (soap-ssek.md 6, shs-protocol.md 11). */
export const subjectShapes = [
  'sixteen-multivalued',
  'sixteen',
  'plain',
  'hyphen',
  'organizationIdentifier',
  'efos',
  'siths',
  'none',
] as const

export type SubjectShape = (typeof subjectShapes)[number]

export interface SubjectFacts {
  readonly organisationNumber: string
  readonly commonName: string
  readonly organisationName?: string
  /** ISO 3166; `SE` unless told otherwise. */
  readonly country?: string
}

/** The subject of an organisation's certificate in one of the shapes of the field. */
export function organisationSubject(facts: SubjectFacts, shape: SubjectShape): SubjectRdns {
  const commonName = { oid: attributeOids.commonName, value: facts.commonName }
  const number = numberAttribute(facts.organisationNumber, shape)
  const named =
    number === undefined
      ? [[commonName]]
      : shape === 'sixteen-multivalued'
        ? [[number, commonName]]
        : [[commonName], [number]]
  return [
    [{ oid: attributeOids.countryName, value: facts.country ?? 'SE' }],
    ...(facts.organisationName === undefined
      ? []
      : [[{ oid: attributeOids.organizationName, value: facts.organisationName }]]),
    ...named,
  ]
}

function numberAttribute(number: string, shape: SubjectShape): SubjectAttribute | undefined {
  switch (shape) {
    case 'sixteen-multivalued':
    case 'sixteen':
      return serialNumber(`16${number}`)
    case 'plain':
      return serialNumber(number)
    case 'hyphen':
      return serialNumber(`${number.slice(0, 6)}-${number.slice(6)}`)
    case 'efos':
      return serialNumber(`EFOS16${number}-1A2B3C`)
    case 'siths':
      return serialNumber(`SE${number}-1A2B`)
    case 'organizationIdentifier':
      return { oid: attributeOids.organizationIdentifier, value: `NTRSE-${number}` }
    case 'none':
      return undefined
  }
}

function serialNumber(value: string): SubjectAttribute {
  return { oid: attributeOids.serialNumber, value }
}
