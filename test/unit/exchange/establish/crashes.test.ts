import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Answer } from '../../../../src/exchange/establish/answer.ts'
import { writeAgreement } from '../../../../src/protocol/agreement/agreement-writer.ts'
import { document, question } from '../agreements/samples.ts'
import { type Moment, openTwoExchanges, type TestNode, type TwoExchanges } from './two-exchanges.ts'

const acceptance = { kind: 'acceptance' } as const
const refusal = { kind: 'refusal', reason: 'Nej.' } as const

/** What both nodes come to, and how many writes that took. */
const outcomes = { acceptance: 'agreed', refusal: 'declined' } as const

async function isSettled({ ports }: TestNode): Promise<boolean> {
  return (await ports.messageLog.totals()).queued === 0
}

/** Of an agreement in one node: what the ledger tells of it, and how many messages of its exchange there are. */
async function told(node: TestNode, uuid: string, event: string) {
  const rows = (await node.events()).map((row) => ({
    event: row.event,
    facts: Buffer.from(row.canonical).toString('utf8'),
  }))
  const [entry] = await node.ports.registry.agreements([uuid])
  const exchange = `"corrId":"${entry?.negotiation?.corrId}"`
  return {
    events: rows.filter((row) => row.event === event && row.facts.includes(uuid)).length,
    messages: rows.filter((row) => row.event === 'received' && row.facts.includes(exchange)).length,
  }
}

describe('an agreement between two nodes, one of which dies at a write', () => {
  let two: TwoExchanges
  let made = 0

  before(async () => {
    two = await openTwoExchanges()
  })
  after(() => two[Symbol.asyncDispose]())

  /** From the proposal to what both nodes make of the answer; who dies is started again, its command given again. */
  async function establish(statement: Answer['statement'], uuid: string): Promise<void> {
    const proposal = { document: writeAgreement(document({ uuid })) }
    await two.agency.command((exchange) => exchange.agreements.propose(proposal, 'anna'))
    await two.advanceUntil('it is offered', async () => (await two.employer.standing(uuid)) === 'offered')
    await two.employer.command((exchange) => exchange.agreements.answer({ uuid, statement }, 'bo'))
    await two.advanceUntil('both have the answer, and nothing is on its way', async () => {
      for (const node of [two.agency, two.employer]) {
        if ((await node.standing(uuid)) !== outcomes[statement.kind] || !(await isSettled(node))) return false
      }
      return true
    })
  }

  /** Never in force for the one who proposed it before the other has said yes, nor for the other before the first has that. */
  function watch(uuid: string): readonly string[] {
    const violations: string[] = []
    two.onWrite(async () => {
      const [first, other] = [await two.agency.standing(uuid), await two.employer.standing(uuid)]
      const hasSaidYes = other === 'accepted' || other === 'agreed'
      if ((first === 'agreed' && !hasSaidYes) || (other === 'agreed' && first !== 'agreed'))
        violations.push(`${first} and ${other}`)
    })
    return violations
  }

  async function run(statement: Answer['statement'], death?: { write: number; moment: Moment }) {
    made += 1
    const uuid = `a6ee0000-0000-4000-8000-0000000003${String(made).padStart(2, '0')}`
    const begun = two.writes
    const violations = watch(uuid)
    if (death !== undefined) two.dieAtWrite(begun + death.write, death.moment)
    await establish(statement, uuid)
    assert.deepEqual(violations, [])
    for (const node of [two.agency, two.employer]) {
      const expected = { events: 1, messages: 2 }
      assert.deepEqual(await told(node, uuid, outcomes[statement.kind]), expected, node.number)
      const may = await node.exchange.may({ ...question(), agreement: uuid })
      assert.equal(may.outcome, statement.kind === 'acceptance' ? 'allowed' : 'refused')
    }
    return two.writes - begun
  }

  for (const statement of [acceptance, refusal]) {
    it(
      `is ${outcomes[statement.kind]} in both, whichever write it is`,
      { timeout: 120_000 },
      async (test) => {
        const writes = await run(statement)
        assert.ok(writes >= 10, `${writes} writes`)
        for (let write = 1; write <= writes; write += 1) {
          for (const moment of ['before', 'after'] as const) {
            await test.test(`${moment} write ${write}`, async () => {
              await run(statement, { write, moment })
            })
          }
        }
      },
    )
  }
})
