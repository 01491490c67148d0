import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { agency, agreement, employer, sickNotification } from '../../src/node/trial/trial-facts.ts'
import type { TrialPaths } from '../../src/node/trial/trial-paths.ts'
import { writeTrial } from '../../src/node/trial/write-trial.ts'
import { type NodeProcess, startNodeProcess } from '../support/node-process.ts'
import { organisationNumber } from '../support/organisation-numbers.ts'
import { type Ended, kvittens } from './kvittens.ts'

const other = organisationNumber(3)
const stranger = organisationNumber(4)
const published = organisationNumber(5)
const pay = sickNotification.uuid
const uuid = (index: number): string => `5c1e0000-0000-4000-8000-0000000001${String(index).padStart(2, '0')}`
const agreed = (index: number): string =>
  `a6ee0000-0000-4000-8000-0000000001${String(index).padStart(2, '0')}`

const ended = 1
const early = 2
const synch = 3
const office = 4
const notAgreedOn = 5
const twoOwners = 6
const public_ = 7

function productXml(index: number): string {
  return `<shs.product version="1.2" uuid="${uuid(index)}" commonName="P${index}">
  <principal>urn:X-shs:${agency.number}</principal><data datapartType="fil"><mime/></data>
</shs.product>`
}

interface AgreementFacts {
  readonly id?: string
  readonly principal?: string
  readonly transferType?: string
  readonly valid?: string
  readonly quality?: string
}

function agreementXml(index: number, facts: AgreementFacts): string {
  const { id = agreed(index), principal = agency.number, transferType = 'any', quality = '' } = facts
  return `<shs.agreement version="1.2" uuid="${id}" transfer-type="${transferType}">
  <shs>
    <principal commonName="Myndigheten">urn:X-shs:${principal}</principal>
    <product>urn:X-shs:${uuid(index)}</product>
    <customer>urn:X-shs:${employer.number}</customer>
    <direction flow="from-customer"/>
  </shs>
  <general><valid>${facts.valid ?? '<valid-from date="2020-01-01"/>'}</valid>${quality}</general>
</shs.agreement>`
}

const inOffice = '<QoS><open><when day="work" hours="office"/></open></QoS>'
const agreements: readonly (readonly [index: number, facts: AgreementFacts])[] = [
  [ended, { valid: '<valid-from date="2020-01-01"/><valid-to date="2021-12-31"/>' }],
  [early, { valid: '<valid-from date="2020-01-01"/><valid-to date="2021-12-31"/>' }],
  [synch, { transferType: 'synch' }],
  [office, { quality: inOffice }],
  [twoOwners, {}],
  [twoOwners, { id: agreed(99), principal: other, quality: inOffice }],
]

let dir = ''
let paths: TrialPaths
let node: NodeProcess
let environment: Readonly<Record<string, string>>

/** Asks of what the employer sends, unless told otherwise; the process is in another zone than the node. */
function may(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const from = args.includes('--from') ? [] : ['--from', employer.number]
  return kvittens(['may', ...from, ...args, '--config', paths.config], {
    env: { TZ: 'Pacific/Auckland', ...environment, ...env },
  })
}

const toAgency = (index: number): readonly string[] => ['--to', agency.number, '--product', uuid(index)]
const sickPay = ['--to', agency.number, '--product', pay]

before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kvittens-may-'))
  paths = await writeTrial(join(dir, 'trial'), { machines: 0, operations: 0 }, Date.now())
  for (const index of [ended, early, synch, office, notAgreedOn, twoOwners, public_]) {
    await writeFile(join(paths.registry, `p${index}.xml`), productXml(index))
  }
  for (const [at, [index, facts]] of agreements.entries()) {
    await writeFile(join(paths.registry, `a${at}.xml`), agreementXml(index, facts))
  }
  await writeFile(
    join(paths.registry, 'other.yaml'),
    `kind: actor\norganisationNumber: "${other}"\nname: Annan myndighet\ndeliveryAddress: https://annan.example/shs/rs\n`,
  )
  const directory = join(dir, 'directory.yaml')
  await writeFile(
    directory,
    `actors: [ { organisationNumber: "${published}", name: Publika AB } ]
agreements: [ { uuid: ${agreed(public_)}, principal: "${published}", products: [ ${uuid(public_)} ] } ]
addresses: [ { actor: "${published}", product: ${uuid(public_)}, url: "https://publika.example/shs/rs" } ]
`,
  )
  environment = {
    KVITTENS_AGREEMENTS_QOS: 'enforce',
    KVITTENS_DIRECTORY: `[ { url: "file:${directory}" } ]`,
  }
  const imported = await kvittens(['import', paths.registry, '--config', paths.config])
  assert.equal(imported.code, 0, imported.stderr)
  node = await startNodeProcess(paths.config, join(dir, 'node.log'), { env: environment })
})

after(async () => {
  await node?.kill()
  await rm(dir, { recursive: true, force: true })
})

interface Row {
  readonly what: string
  readonly args: readonly string[]
  readonly code: 0 | 1
  readonly says: RegExp
}

const rows: readonly Row[] = [
  {
    what: 'what an agreement allows',
    args: sickPay,
    code: 0,
    says: new RegExp(
      `^Allowed: The agreement ${agreement.uuid} allows it\\.\nAgreement: ${agreement.uuid}\nRule: agreed\n$`,
    ),
  },
  {
    what: 'what the agreement that is named allows',
    args: [...sickPay, '--agreement', agreement.uuid.toUpperCase()],
    code: 0,
    says: /^Allowed: .*which the label names, allows it\.$/m,
  },
  {
    what: 'a reply by the other party',
    args: ['--from', agency.number, '--to', employer.number, '--product', pay, '--sequence-type', 'reply'],
    code: 0,
    says: /^Allowed: /,
  },
  {
    what: 'what needs no agreement',
    args: ['--to', other, '--product', 'confirm'],
    code: 0,
    says: /^Allowed: No agreement is needed for confirm and error messages\.$/m,
  },
  {
    what: 'what a public agreement of the directory allows',
    args: ['--to', published, '--product', uuid(public_)],
    code: 0,
    says: new RegExp(`^Allowed: The agreement ${agreed(public_)}, which is public in the directory,`),
  },
  {
    what: 'what has no way to go',
    args: ['--to', published, '--product', 'confirm'],
    code: 1,
    says: /^Refused: The receiver \d{10} has no mailbox here, and no delivery address .*\n[^]*^Code: MissingDeliveryAddress$/m,
  },
  {
    what: 'what nobody has agreed on',
    args: toAgency(notAgreedOn),
    code: 1,
    says: new RegExp(
      `^Refused: No agreement lets ${employer.number} send .*\nCure: Come to an agreement with ${agency.number},.*\nCode: MissingAgreement\nRule: no-agreement\n$`,
    ),
  },
  {
    what: 'the wrong direction',
    args: ['--from', agency.number, '--to', employer.number, '--product', pay],
    code: 1,
    says: /goes from the customer to the principal[^]*\nCure: Come to an agreement in that direction with the customer\.\nCode: MissingAgreement\n/,
  },
  {
    what: 'an agreement that has ended',
    args: toAgency(ended),
    code: 1,
    says: /was valid up to and including 2021-12-31; today is \d{4}-\d{2}-\d{2}\.\nCure: .*to prolong it\.\nCode: MissingAgreement\n/,
  },
  {
    what: 'an agreement that is not valid yet, on that day',
    args: [...toAgency(early), '--at', '2019-12-31T23:59:59'],
    code: 1,
    says: /is valid from 2020-01-01; today is 2019-12-31\.\nCure: .*\nCode: MissingAgreement\n/,
  },
  {
    what: 'the same agreement a second later',
    args: [...toAgency(early), '--at', '2020-01-01'],
    code: 0,
    says: /^Allowed: /,
  },
  {
    what: 'another transfer type',
    args: toAgency(synch),
    code: 1,
    says: /is on transfer-type synch, not asynch\.\nCure: Send with transfer-type synch\.\nCode: MissingAgreement\n/,
  },
  {
    what: 'the transfer type that was agreed on',
    args: [...toAgency(synch), '--transfer-type', 'synch'],
    code: 0,
    says: /^Allowed: /,
  },
  {
    what: 'a moment when it is open, by the clock of the node',
    args: [...toAgency(office), '--at', '2026-06-18T16:59'],
    code: 0,
    says: /^Allowed: [^]*\nRule: agreed\n$/,
  },
  {
    what: 'a moment when it is closed',
    args: [...toAgency(office), '--at', '2026-06-18 17:00'],
    code: 0,
    says: /^Waits: .*it opens at 2026-06-22 08:00 \(Europe\/Stockholm\)\.\nCure: .*other opening hours, or wait\.\nAgreement: .*\nRule: closed\n$/,
  },
  {
    what: 'a holiday, written with a zone',
    args: [...toAgency(office), '--at', '2026-06-19T10:00:00Z'],
    code: 0,
    says: /^Waits: .*Today is Midsummer Eve\.$/m,
  },
  {
    what: 'a synchronous request when it is closed',
    args: [...toAgency(office), '--at', '2026-06-19T12:00', '--transfer-type', 'synch'],
    code: 1,
    says: /^Refused: .*it opens at 2026-06-22 08:00[^]*\nCode: IllegalAgreement\n/,
  },
  {
    what: 'a sender that nobody knows',
    args: ['--from', stranger, ...sickPay],
    code: 1,
    says: new RegExp(`^Refused: The sender ${stranger} is neither .*\nCure: .*\nCode: UnknownSender\n`),
  },
  {
    what: 'a product type that nobody knows',
    args: toAgency(98),
    code: 1,
    says: new RegExp(
      `^Refused: The product type ${uuid(98)} is neither .*\nCure: .*\nCode: UnknownProductType\n`,
    ),
  },
  {
    what: 'a receiver that nobody knows',
    args: ['--to', stranger, '--product', pay],
    code: 1,
    says: new RegExp(`^Refused: The receiver ${stranger} is neither .*\nCure: .*\nCode: UnknownReceiver\n`),
  },
  {
    what: 'a named agreement that nobody knows',
    args: [...sickPay, '--agreement', agreed(98)],
    code: 1,
    says: new RegExp(
      `^Refused: The agreement ${agreed(98)}, which the label names, is not known\\.\nCure: .*\nCode: MissingAgreement\nAgreement: ${agreed(98)}\n`,
    ),
  },
  {
    what: 'a named agreement on something else',
    args: [...sickPay, '--agreement', agreed(office)],
    code: 1,
    says: /^Refused: .* is not on the product type [^]*\nCode: IllegalAgreement\n/,
  },
  {
    what: 'no receiver, where an agreement gives one',
    args: ['--product', pay],
    code: 0,
    says: new RegExp(`^Receiver: ${agency.number}\nAllowed: `),
  },
  {
    what: 'no receiver, where none gives one',
    args: ['--product', uuid(notAgreedOn)],
    code: 1,
    says: /^Refused: The label has no to, [^]*\nCode: UnresolvedReceiver\n/,
  },
  {
    what: 'no receiver, where two give one each',
    args: ['--product', uuid(twoOwners), '--at', '2026-06-19'],
    code: 0,
    says: new RegExp(
      `^Receiver: ${agency.number}\nAllowed: [^]*\nRule: agreed\n\nReceiver: ${other}\nWaits: [^]*\nRule: closed\n$`,
    ),
  },
]

describe('kvittens may', () => {
  for (const { what, args, code, says } of rows) {
    it(`says whether it lets through ${what}`, async () => {
      const answer = await may(args)
      assert.deepEqual([answer.code, answer.stderr], [code, ''], answer.stdout)
      assert.match(answer.stdout, says)
    })
  }

  it('says it in Swedish', async () => {
    const { stdout } = await may(toAgency(ended), { LANG: 'sv_SE.UTF-8' })
    assert.match(
      stdout,
      /^Nekas: Ingen överenskommelse låter .*\nÅtgärd: Be huvudmannen Myndigheten \(2021000001\) förlänga den\.\n/,
    )
  })

  it('gives the decision as JSON', async () => {
    const allowed = await may([...sickPay, '--json'])
    const { words, ...decision } = JSON.parse(allowed.stdout)
    assert.deepEqual(Object.keys(words), ['sv', 'en'])
    assert.deepEqual(decision, {
      outcome: 'allowed',
      rule: 'agreed',
      agreement: agreement.uuid,
      fact: { rule: 'agreed', named: false, published: false },
      warnings: [],
      to: agency.number,
    })
    const held = await may([...toAgency(office), '--at', '2026-06-19', '--json'])
    assert.deepEqual([held.code, JSON.parse(held.stdout).until], [0, Date.parse('2026-06-22T08:00:00+02:00')])
    const refused = await may([...toAgency(notAgreedOn), '--json'])
    assert.deepEqual([refused.code, JSON.parse(refused.stdout).code], [1, 'MissingAgreement'])
    const copies = await may(['--product', uuid(twoOwners), '--at', '2026-06-19', '--json'])
    const answer = JSON.parse(copies.stdout)
    assert.deepEqual([answer.outcome, answer.to], ['held', other])
    assert.deepEqual(
      answer.copies.map((copy: { to: string; outcome: string }) => [copy.to, copy.outcome]),
      [
        [agency.number, 'allowed'],
        [other, 'held'],
      ],
    )
  })
})

describe('kvittens may without a running node', () => {
  before(() => node.stop())

  it('asks its store, and tells as a warning what is not enforced', async () => {
    const { code, stdout } = await may([...toAgency(office), '--at', '2026-06-19T12:00'], {
      KVITTENS_AGREEMENTS_QOS: 'warn',
    })
    assert.equal(code, 0)
    assert.match(stdout, /^Allowed: .*\nWarning: .*Today is Midsummer Eve\.\nCure: .*\n/)
  })

  it('keeps the hours of its settings', async () => {
    const { stdout } = await may([...toAgency(office), '--at', '2026-06-18T17:00'], {
      KVITTENS_AGREEMENTS_HOURS_OFFICE: '09:00-18:00',
    })
    assert.match(stdout, /^Allowed: [^]*\nRule: agreed\n$/)
  })

  it('ends with 3 where a directory does not answer that could have changed the no', async () => {
    const down = { KVITTENS_DIRECTORY: '[ { url: "ldap://127.0.0.1:1" } ]' }
    assert.equal((await may(sickPay, down)).code, 0)
    const { code, stdout, stderr } = await may(toAgency(notAgreedOn), down)
    assert.deepEqual([code, stdout], [3, ''])
    assert.match(stderr, /^kvittens: DirectoryUnavailable: /)
  })

  it('ends with 3 also when a running node says so', async () => {
    const env = { KVITTENS_DIRECTORY: '[ { url: "ldap://127.0.0.1:1" } ]' }
    node = await startNodeProcess(paths.config, join(dir, 'node.log'), { env })
    const { code, stderr } = await may(toAgency(notAgreedOn))
    assert.deepEqual([code, stderr.split(':', 2)[1]], [3, ' DirectoryUnavailable'])
  })
})
