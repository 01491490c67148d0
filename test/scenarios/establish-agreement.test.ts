import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { arrived, arrivedBy, fetched, listed, refused, sent } from '../support/exchange-steps.ts'
import { leftOut } from '../support/needs.ts'
import { kvittens, type ProgramResult } from '../support/node-process.ts'
import { agreementDocument } from '../support/shs-documents.ts'
import { type BuiltMessage, shsMessage } from '../support/shs-message.ts'
import {
  agreementUuid,
  nodelessNumber,
  productUuid,
  type Side,
  startTwoNodes,
  type TwoNodes,
} from '../support/two-nodes.ts'
import { until } from '../support/until.ts'

/** An agreement that is to be made, and a message of the employer that it would let through. */
interface Case {
  readonly uuid: string
  readonly product: string
  readonly file: string
  readonly document: string
}

interface Listed {
  readonly uuid: string
  readonly standing: string
  readonly reason?: string
}

const count = 4

describe('an agreement between two nodes', { skip: leftOut('slapd') && 'slapd is left out' }, () => {
  let world: TwoNodes
  let cases: readonly Case[]

  before(async () => {
    const products = Array.from({ length: count }, (_, index) => productUuid(40 + index))
    world = await startTwoNodes({
      products: products.map((uuid, index) => ({ uuid, name: `Avtalad ${index}` })),
      giveUpAfter: '120s',
    })
    cases = await Promise.all(
      products.map(async (product, index) => {
        const uuid = agreementUuid(40 + index)
        const file = join(world.dir, `agreement-${index}.xml`)
        const parties = { principal: world.agency.number, customer: world.employer.number }
        const document = agreementDocument({ uuid, product, ...parties })
        await writeFile(file, document)
        return { uuid, product, file, document }
      }),
    )
  })
  after(() => world[Symbol.asyncDispose]())

  function caseOf(index: number): Case {
    return cases[index] ?? assert.fail(`no case ${index}`)
  }

  /** An operator's command at a node. */
  function agreement(side: Side, args: readonly string[], env = {}): Promise<ProgramResult> {
    return kvittens(['agreement', ...args, '--config', side.config], env)
  }

  async function done(side: Side, args: readonly string[], env = {}): Promise<string> {
    const { code, stdout, stderr } = await agreement(side, args, env)
    assert.equal(code, 0, stderr)
    return stdout
  }

  async function listedAs(side: Side, { uuid }: Case): Promise<Listed | undefined> {
    const all: readonly Listed[] = JSON.parse(await done(side, ['list', '--json']))
    return all.find((one) => one.uuid === uuid)
  }

  const standsAs = (side: Side, of: Case, standing: string): Promise<Listed> =>
    until(`${of.uuid} ${standing}`, async () => {
      const found = await listedAs(side, of)
      return found?.standing === standing ? found : undefined
    })

  function message({ product }: Case): BuiltMessage {
    return shsMessage({ from: world.employer.number, to: world.agency.number, product })
  }

  it('has no effect before it is accepted, and then lets messages through in both', async () => {
    const { agency, employer } = world
    const one = caseOf(0)
    const proposed = JSON.parse(await done(agency, ['propose', one.file, '--json']))
    assert.equal(proposed.standing, 'proposed')
    await standsAs(employer, one, 'offered')

    const words = await refused(employer.own, message(one), 'MissingAgreement')
    assert.match(words, new RegExp(`${one.uuid}.*not in force yet`))
    const asked = ['--from', employer.number, '--to', agency.number, '--product', one.product]
    const may = await kvittens(['may', ...asked, '--config', employer.config])
    assert.equal(may.code, 1)
    assert.match(may.stdout, new RegExp(`^Cure: .*kvittens agreement accept ${one.uuid}`, 'm'))

    const inMailbox = await arrivedBy(employer.own, employer.number, 'producttype=agreement')
    const proposal = await fetched(employer.own, employer.number, inMailbox.attributes['tx.id'] ?? '')
    assert.equal(proposal.parts[0]?.content.toString('latin1'), one.document)

    const accepted = await done(employer, ['accept', one.uuid], { LC_ALL: 'sv_SE.UTF-8' })
    assert.match(
      accepted,
      new RegExp(`^${one.uuid}: (accepterad, svaret är på väg|gäller)\nkvittensID: [0-9A-Z-]{19}\n$`),
    )
    await standsAs(employer, one, 'in-force')
    await standsAs(agency, one, 'in-force')

    const passing = message(one)
    await sent(employer.own, passing)
    await arrived(agency.own, agency.number, passing.txId)

    const receipt = await kvittens(['receipt', 'show', proposed.receiptId, '--config', agency.config])
    assert.match(receipt.stdout, /The agreement is in force\.$/m)
  })

  it('is accepted by nobody else, and in no other wording', async () => {
    const { agency, employer } = world
    const one = caseOf(1)
    const { receiptId } = JSON.parse(await done(agency, ['propose', one.file, '--json']))
    await standsAs(employer, one, 'offered')
    const shown = await kvittens(['message', 'show', receiptId, '--config', agency.config, '--json'])
    const answer = (from: string, content: string): Buffer =>
      shsMessage({
        from,
        to: agency.number,
        product: 'agreement',
        sequenceType: 'reply',
        corrId: JSON.parse(shown.stdout).corrId,
        meta: [['agreement-answer', 'accepted']],
        parts: [{ content: Buffer.from(content), fileName: 'agreement.xml' }],
      }).octets
    const third = agency.client(
      await world.issue('third', { organisationNumber: nodelessNumber, commonName: 'third.example' }),
      { serverName: agency.serverName },
    )
    const its = await third.send(answer(nodelessNumber, one.document))
    assert.deepEqual([its.status, its.headers['x-shs-errorcode']], [400, 'IllegalAgreement'])
    assert.match(its.text, /is not between/)
    assert.equal((await third.send(answer(employer.number, one.document))).status, 403)
    const asEmployer = agency.client(employer.identity, { serverName: agency.serverName })
    const changed = await asEmployer.send(answer(employer.number, `${one.document} `))
    assert.deepEqual([changed.status, changed.headers['x-shs-errorcode']], [400, 'IllegalAgreement'])
    assert.match(changed.text, /byte for byte/)
    assert.equal((await listedAs(agency, one))?.standing, 'proposed')
  })

  it('is declined with a reason that the other side is shown', async () => {
    const { agency, employer } = world
    const one = caseOf(2)
    await done(agency, ['propose', one.file, '--to', employer.number])
    await standsAs(employer, one, 'offered')
    const reason = 'Fel produkttyp, vi ses på måndag'
    await done(employer, ['refuse', one.uuid, '--reason', reason])
    assert.equal((await standsAs(agency, one, 'declined')).reason, reason)
    const table = await done(agency, ['list'], { LC_ALL: 'sv_SE.UTF-8' })
    assert.match(table, new RegExp(`^${one.uuid} {2}${agency.number} – ${employer.number} .*avböjd$`, 'm'))
    assert.match(table, new RegExp(`^ {2}skäl: ${reason}$`, 'm'))
    const words = await refused(employer.own, message(one), 'MissingAgreement')
    assert.match(words, /is declined/)
    const late = await agreement(employer, ['accept', one.uuid])
    assert.equal(late.code, 1)
    assert.match(late.stderr, /IllegalAgreement.*declined already/)
  })

  it('is in force in both, although each node was killed on the way', async () => {
    const { agency, employer } = world
    const one = caseOf(3)
    const proposed = await done(agency, ['propose', one.file])
    await standsAs(employer, one, 'offered')
    await agency.node().kill()
    assert.equal(await done(agency, ['propose', one.file]), proposed, 'the same again, of the store alone')
    const first = JSON.parse(await done(employer, ['accept', one.uuid, '--json']))
    assert.equal(first.standing, 'accepted')
    const again = JSON.parse(await done(employer, ['accept', one.uuid, '--json']))
    assert.equal(again.receiptId, first.receiptId)
    await employer.node().kill()
    await employer.start()
    assert.equal((await listedAs(employer, one))?.standing, 'accepted')
    await agency.start()
    await standsAs(employer, one, 'in-force')
    assert.equal((await listedAs(agency, one))?.standing, 'in-force')
    const shown = await kvittens(['message', 'show', first.receiptId, '--config', employer.config, '--json'])
    const { corrId, state } = JSON.parse(shown.stdout)
    assert.equal(state, 'sent')
    const answers = await listed(
      agency.client(agency.identity, { serverName: agency.serverName }),
      agency.number,
      `producttype=agreement&sequencetype=reply&corrid=${corrId}`,
    )
    assert.equal(answers.length, 1, 'the answer is there once')
    const own = employer.client(employer.identity, { serverName: employer.serverName })
    await sent(own, message(one))
  })

  it('is no matter for files: an export has it only when it is in force', async () => {
    const { agency } = world
    const folder = join(world.dir, 'exported')
    const { code, stdout, stderr } = await kvittens(['export', folder, '--config', agency.config])
    assert.equal(code, 0, stderr)
    const [inForce, pending, declined] = [caseOf(0), caseOf(1), caseOf(2)]
    assert.match(stdout, new RegExp(`${inForce.uuid}\\.xml`))
    for (const { uuid } of [pending, declined]) assert.doesNotMatch(stdout, new RegExp(uuid))
  })

  it('is proposed only of a file that holds one, and answered only where one is asked', async () => {
    const { agency } = world
    const broken = join(world.dir, 'broken.xml')
    await writeFile(broken, caseOf(0).document.replace('<shs>', '<shs>\n<odd/>'))
    const rows: readonly (readonly [readonly string[], number, RegExp])[] = [
      [['propose', broken], 1, /broken\.xml:5.*odd/s],
      [['propose', join(world.dir, 'none.xml')], 1, /CannotRead/],
      [['propose', world.ca], 1, /ca\.crt/],
      [['propose', caseOf(0).file, '--to', nodelessNumber], 1, /NoParty/],
      [['propose', caseOf(0).file, '--to', '123'], 2, /organisation number/],
      [['accept', agreementUuid(99)], 1, /NoSuchAgreement/],
      [['accept', caseOf(1).uuid], 1, /NotYours/],
      [['refuse', caseOf(1).uuid], 1, /NotYours/],
      [['accept', 'abc'], 2, /UUID/i],
    ]
    for (const [args, code, expected] of rows) {
      const result = await agreement(agency, args)
      assert.equal(result.code, code, `${args.join(' ')}: ${result.stderr}`)
      assert.match(result.stderr, expected)
    }
  })
})
