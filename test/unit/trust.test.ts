import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { before, describe, it } from 'node:test'
import type { Judgement } from '../../src/exchange/ports/trust.ts'
import {
  type AuthorityOrder,
  type CertificateAuthority,
  type CertificateOrder,
  createCertificateAuthority,
  openCertificateAuthority,
} from '../../src/adapters/trust/issue.ts'
import { attributeOids } from '../../src/adapters/trust/subject-attributes.ts'
import { type SubjectShape, subjectShapes } from '../../src/adapters/trust/subject-shapes.ts'
import type { TrustAnchor } from '../../src/adapters/trust/trust-anchor.ts'
import { openX509Trust } from '../../src/adapters/trust/x509-trust.ts'
import { chainOf } from '../support/certificates.ts'

const now = Date.UTC(2026, 10, 24, 12)
const day = 86_400_000
const number = '2021000001'
const otherNumber = '5560000001'

let ca: CertificateAuthority
let rsa1024: string

before(async () => {
  ca = await createCertificateAuthority({ name: 'Test CA', now })
  rsa1024 = generateKeyPairSync('rsa', { modulusLength: 1024 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString()
})

function anchors(over: Partial<TrustAnchor> = {}, from = ca): TrustAnchor[] {
  return [{ ca: from.certificatePem, side: 'production', eku: 'optional', ...over }]
}

async function leaf(order: Partial<CertificateOrder> = {}, from = ca): Promise<string> {
  const issued = await from.issue({ organisationNumber: number, commonName: 'shs.example.se', ...order })
  return issued.certificatePem
}

async function judged(
  chain: readonly Uint8Array[],
  over: Partial<TrustAnchor> = {},
  at = now,
): Promise<Judgement> {
  return openX509Trust({ anchors: anchors(over) }).judge(chain, at)
}

function refusalCode(judgement: Judgement): string | undefined {
  return judgement.good ? undefined : judgement.refusal.code
}

function attribute(oid: string, value: string): { oid: string; value: string } {
  return { oid, value }
}

const { commonName, countryName, organizationIdentifier, serialNumber } = attributeOids

describe('the number in the subject', () => {
  for (const shape of subjectShapes.filter((one) => one !== 'none')) {
    it(`is read from a certificate of the shape ${shape}`, async () => {
      const judgement = await judged(chainOf(await leaf({ shape })))
      assert.ok(judgement.good)
      assert.equal(judgement.facts.organisationNumber, number)
      assert.equal(judgement.facts.subject, 'shs.example.se')
    })
  }

  const subjects: readonly [title: string, value: string, oid: string, number: string | undefined][] = [
    ['16 with a hyphen', '16202100-0001', serialNumber, number],
    ['NTRSE with a hyphen inside', 'NTRSE-202100-0001', organizationIdentifier, number],
    ['an HSA-id with 16', `SE16${number}-1A2B`, serialNumber, number],
    ['a device number', 'ABC123', serialNumber, undefined],
    ['twelve digits of a person', '191212121212', serialNumber, undefined],
    ['an organisation of another country', 'NTRNO-202100-0001', organizationIdentifier, undefined],
    ['a number in the common name', number, commonName, undefined],
  ]
  for (const [title, value, oid, expected] of subjects) {
    it(`${expected === undefined ? 'is not read' : 'is read'} from ${title}`, async () => {
      const judgement = await judged(chainOf(await leaf({ subject: [[attribute(oid, value)]] })))
      assert.ok(judgement.good)
      assert.equal(judgement.facts.organisationNumber, expected)
      assert.equal('organisationNumber' in judgement.facts, expected !== undefined)
    })
  }

  it('may be absent: the certificate can be registered by its fingerprint', async () => {
    const judgement = await judged(chainOf(await leaf({ shape: 'none' })))
    assert.ok(judgement.good)
    assert.equal('organisationNumber' in judgement.facts, false)
    assert.match(judgement.facts.fingerprint, /^[0-9a-f]{64}$/)
  })

  it('is refused with a wrong check digit', async () => {
    const judgement = await judged(chainOf(await leaf({ organisationNumber: '2021000002' })))
    assert.equal(refusalCode(judgement), 'WrongCheckDigit')
    assert.ok(!judgement.good)
    assert.match(judgement.refusal.words.en, /2021000002 in the certificate shs\.example\.se/)
  })

  it('is refused when two attributes disagree', async () => {
    const subject = [
      [attribute(serialNumber, `16${number}`), attribute(commonName, 'two')],
      [attribute(organizationIdentifier, `NTRSE-${otherNumber}`)],
    ]
    assert.equal(
      refusalCode(await judged(chainOf(await leaf({ subject })))),
      'ConflictingOrganisationNumbers',
    )
    const rule = { organisationNumber: { attribute: 'serialNumber', pattern: String.raw`^16(\d{10})$` } }
    assert.equal(
      refusalCode(await judged(chainOf(await leaf({ subject })), rule)),
      'ConflictingOrganisationNumbers',
    )
  })

  it('is read when two attributes agree', async () => {
    const subject = [
      [attribute(serialNumber, number)],
      [attribute(organizationIdentifier, `NTRSE-${number}`)],
    ]
    const judgement = await judged(chainOf(await leaf({ subject })))
    assert.ok(judgement.good && judgement.facts.organisationNumber === number)
  })

  it('is refused with another country than SE', async () => {
    const subject = [[attribute(countryName, 'NO')], [attribute(serialNumber, number)]]
    assert.equal(refusalCode(await judged(chainOf(await leaf({ subject })))), 'WrongCountry')
  })

  it("is read by the CA's own rule and by no other", async () => {
    const rule = {
      organisationNumber: { attribute: 'serialNumber', pattern: String.raw`^EFOS16(\d{6})(\d{4})-` },
    }
    const efos = await judged(chainOf(await leaf({ shape: 'efos' })), rule)
    assert.ok(efos.good && efos.facts.organisationNumber === number)
    const plain = await judged(chainOf(await leaf({ shape: 'plain' })), rule)
    assert.ok(plain.good && plain.facts.organisationNumber === undefined)
  })

  it('is never read out of a printed name', async () => {
    const subject = [[attribute(commonName, `x+2.5.4.5=16${otherNumber}, serialNumber=16${otherNumber}`)]]
    const judgement = await judged(chainOf(await leaf({ subject })))
    assert.ok(judgement.good && judgement.facts.organisationNumber === undefined)
  })

  it('stands beside a name in which control characters are written out', async () => {
    const subject = [[attribute(commonName, 'a\r\nb')], [attribute(serialNumber, number)]]
    const judgement = await judged(chainOf(await leaf({ subject })))
    assert.ok(judgement.good)
    assert.equal(judgement.facts.subject, String.raw`a\u000d\u000ab`)
  })
})

describe('the judgement of a certificate', () => {
  it('refuses a call without any', async () => {
    assert.equal(refusalCode(await judged([])), 'NoCertificate')
  })

  it('refuses octets that are none', async () => {
    assert.equal(refusalCode(await judged([new Uint8Array([48, 3, 2, 1, 1])])), 'UnreadableCertificate')
  })

  it('believes none of which one octet was changed', async () => {
    const trust = openX509Trust({ anchors: anchors() })
    const [good] = chainOf(await leaf())
    assert.ok(good)
    for (let at = 0; at < good.length; at += 3) {
      const changed: Uint8Array = new Uint8Array(good)
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8))
      assert.equal((await trust.judge([changed], now)).good, false, `octet ${at}`)
    }
  })

  it('refuses one that has expired, and says since when', async () => {
    const chain = chainOf(await leaf({ notBefore: now - 3 * day, notAfter: now - day }))
    const judgement = await judged(chain)
    assert.ok(!judgement.good)
    assert.equal(judgement.refusal.code, 'CertificateExpired')
    assert.match(
      judgement.refusal.words.en,
      /shs\.example\.se \(SHA-256 [0-9a-f]{16}…\) expired at 2026-11-23 12:00 UTC/,
    )
    assert.match(judgement.refusal.words.sv, /gick ut 2026-11-23 12:00 UTC/)
  })

  it('refuses one that is not valid yet', async () => {
    assert.equal(
      refusalCode(await judged(chainOf(await leaf({ notBefore: now + day })))),
      'CertificateNotYetValid',
    )
  })

  it('refuses one that was good when it expires while it is remembered', async () => {
    const trust = openX509Trust({ anchors: anchors() })
    const chain = chainOf(await leaf({ notAfter: now + day }))
    assert.ok((await trust.judge(chain, now)).good)
    assert.ok((await trust.judge(chain, now)).good)
    assert.equal(refusalCode(await trust.judge(chain, now + 2 * day)), 'CertificateExpired')
    assert.equal(refusalCode(await trust.judge(chain, now - 9000 * day)), 'CertificateNotYetValid')
    assert.ok((await trust.judge(chain, now)).good)
  })

  it('refuses an unknown CA, and names it', async () => {
    const stranger = await createCertificateAuthority({ name: 'Stranger CA', now })
    const judgement = await judged(chainOf(await leaf({}, stranger), stranger.certificatePem))
    assert.ok(!judgement.good)
    assert.equal(judgement.refusal.code, 'UnknownCa')
    assert.match(judgement.refusal.words.en, /Stranger CA/)
  })

  it('refuses a CA of the right name and another key', async () => {
    const impostor = await createCertificateAuthority({ name: 'Test CA', now })
    assert.equal(
      refusalCode(await judged(chainOf(await leaf({}, impostor), impostor.certificatePem))),
      'BrokenChain',
    )
  })

  it('refuses one that has signed itself with the right number', async () => {
    const self = await createCertificateAuthority({ name: `16${number}`, now })
    assert.equal(refusalCode(await judged(chainOf(self.certificatePem))), 'UnknownCa')
  })

  it('refuses RSA keys of 1024 bits', async () => {
    const judgement = await judged(chainOf(await leaf({ keyPem: rsa1024 })))
    assert.ok(!judgement.good)
    assert.equal(judgement.refusal.code, 'WeakKey')
    assert.match(judgement.refusal.words.en, /RSA 1024/)
  })

  it('takes RSA keys of 2048 bits', async () => {
    assert.ok((await judged(chainOf(await leaf({ keyAlgorithm: 'rsa-2048' })))).good)
  })

  it('refuses one for servers only', async () => {
    assert.equal(refusalCode(await judged(chainOf(await leaf({ eku: ['serverAuth'] })))), 'WrongKeyUsage')
  })

  it('takes one without extended key usage where the CA may leave it out', async () => {
    const chain = chainOf(await leaf({ eku: [] }))
    assert.ok((await judged(chain)).good)
    assert.equal(refusalCode(await judged(chain, { eku: 'required' })), 'WrongKeyUsage')
  })

  it('tells the side of its CA', async () => {
    const judgement = await judged(chainOf(await leaf()), { side: 'test' })
    assert.ok(judgement.good && judgement.facts.side === 'test')
  })

  it('gives every refusal words and a cure in both languages', async () => {
    const judgement = await judged(chainOf(await leaf({ notAfter: now - day })))
    assert.ok(!judgement.good)
    const { words, cure } = judgement.refusal
    for (const text of [words.sv, words.en, cure.sv, cure.en]) assert.match(text, /\w+ \w+/)
  })
})

describe('the chain', () => {
  it('may go through an intermediate that is shown', async () => {
    const intermediate = await below()
    const issued = await leaf({}, intermediate)
    assert.ok((await judged(chainOf(issued, intermediate.certificatePem))).good)
    assert.ok((await judged(chainOf(issued, ca.certificatePem, intermediate.certificatePem))).good)
  })

  it('is refused without the intermediate, which is named', async () => {
    const judgement = await judged(chainOf(await leaf({}, await below())))
    assert.ok(!judgement.good)
    assert.equal(judgement.refusal.code, 'UnknownCa')
    assert.match(judgement.refusal.cure.en, /Intermediate CA/)
  })

  it('may end at an intermediate that is configured', async () => {
    const intermediate = await below()
    const chain = chainOf(await leaf({}, intermediate))
    assert.ok((await judged(chain, { ca: intermediate.certificatePem })).good)
    assert.ok((await judged(chain, { ca: ca.certificatePem + intermediate.certificatePem })).good)
  })

  it('is refused over an intermediate that has expired', async () => {
    const intermediate = await below({ notBefore: now - 9 * day, notAfter: now - day })
    const judgement = await judged(chainOf(await leaf({}, intermediate), intermediate.certificatePem))
    assert.equal(refusalCode(judgement), 'CertificateExpired')
    assert.ok(!judgement.good)
    assert.match(judgement.refusal.words.en, /Intermediate CA/)
  })

  it('finds the good one of two intermediates with one name and one key', async () => {
    const old = await below({ notBefore: now - 9 * day, notAfter: now - day })
    const renewed = await below({ keyPem: old.keyPem })
    const issued = await leaf({}, old)
    assert.ok((await judged(chainOf(issued, old.certificatePem, renewed.certificatePem))).good)
  })

  it('is refused when it is longer than a CA allows', async () => {
    const first = await below({ pathLength: 0 })
    const second = await below({ name: 'Second CA' }, first)
    const chain = chainOf(await leaf({}, second), second.certificatePem, first.certificatePem)
    assert.equal(refusalCode(await judged(chain)), 'BrokenChain')
    assert.ok((await judged(chainOf(await leaf({}, first), first.certificatePem))).good)
  })

  it("is refused when a CA's own path length is exceeded, though it is configured", async () => {
    const short = await createCertificateAuthority({ name: 'Short CA', now, pathLength: 0 })
    const intermediate = await below({}, short)
    const trust = openX509Trust({ anchors: anchors({}, short) })
    const chain = chainOf(await leaf({}, intermediate), intermediate.certificatePem)
    assert.equal(refusalCode(await trust.judge(chain, now)), 'BrokenChain')
  })

  it('is refused when an ordinary certificate plays the CA', async () => {
    const customer = await ca.issue({ organisationNumber: otherNumber, commonName: 'customer' })
    const forger = openCertificateAuthority(customer, { now })
    const judgement = await judged(chainOf(await leaf({}, forger), customer.certificatePem))
    assert.equal(refusalCode(judgement), 'BrokenChain')
  })

  it('with many certificates of one name costs a bounded number of signatures', async () => {
    const impostors = await Promise.all(Array.from({ length: 12 }, () => below()))
    const chain = chainOf(await leaf({}, await below()), ...impostors.map((one) => one.certificatePem))
    assert.equal(refusalCode(await judged(chain)), 'BrokenChain')
  })
})

describe('the configured CAs', () => {
  const bad: readonly [title: string, anchor: () => Promise<Partial<TrustAnchor>>][] = [
    ['a text without a certificate', async () => ({ ca: 'nothing here' })],
    ['an ordinary certificate', async () => ({ ca: await leaf() })],
    ['an attribute that is none', async () => ({ organisationNumber: { attribute: 'CN', pattern: 'x' } })],
    [
      'a pattern that is none',
      async () => ({ organisationNumber: { attribute: 'serialNumber', pattern: '(' } }),
    ],
  ]
  for (const [title, anchor] of bad) {
    it(`may not be ${title}`, async () => {
      const given = anchors(await anchor())
      assert.throws(() => openX509Trust({ anchors: given }), { code: 'BadTrustAnchor' })
    })
  }

  it('are asked each by its own rule', async () => {
    const other = await createCertificateAuthority({ name: 'Other CA', now })
    const trust = openX509Trust({
      anchors: [
        ...anchors({ organisationNumber: { attribute: 'serialNumber', pattern: String.raw`^16(\d{10})$` } }),
        ...anchors({ side: 'test' }, other),
      ],
    })
    const shape: SubjectShape = 'siths'
    const mine = await trust.judge(chainOf(await leaf({ shape })), now)
    const others = await trust.judge(chainOf(await leaf({ shape }, other)), now)
    assert.ok(mine.good && mine.facts.organisationNumber === undefined && mine.facts.side === 'production')
    assert.ok(others.good && others.facts.organisationNumber === number && others.facts.side === 'test')
  })
})

function below(order: Partial<AuthorityOrder> = {}, from = ca): Promise<CertificateAuthority> {
  return from.issueAuthority({ name: 'Intermediate CA', ...order })
}
