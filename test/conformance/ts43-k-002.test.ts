import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fetched, sent } from '../support/exchange-steps.ts'
import { leftOut } from '../support/needs.ts'
import { kvittens, type ProgramResult } from '../support/node-process.ts'
import { agreementDocument } from '../support/shs-documents.ts'
import { shsMessage } from '../support/shs-message.ts'
import {
  agencyNumber,
  agreementUuid,
  employerNumber,
  productUuid,
  startTwoNodes,
  type TwoNodes,
} from '../support/two-nodes.ts'

const product = productUuid(62)
const open = agreementUuid(62)

describe(
  'TS43-K-002 a public agreement in the directory',
  { skip: leftOut('slapd') && 'slapd is left out' },
  () => {
    let world: TwoNodes

    before(async () => {
      world = await startTwoNodes({ products: [{ uuid: product, name: 'Öppen tjänst' }] })
    })
    after(() => world[Symbol.asyncDispose]())

    async function asked(side: 'agency' | 'employer', ...args: readonly string[]): Promise<ProgramResult> {
      return kvittens(['directory', ...args, '--config', world[side].config])
    }

    async function published(name: string, customer?: string): Promise<ProgramResult> {
      const path = join(world.dir, name)
      const facts = { uuid: open, principal: agencyNumber, product }
      await writeFile(path, agreementDocument({ ...facts, ...(customer === undefined ? {} : { customer }) }))
      return asked('agency', 'publish', 'agreement', path)
    }

    it('published by its principal lets the other node send, by its id and without', async () => {
      const { agency, employer } = world
      assert.equal((await asked('employer', 'lookup', 'agreement', product, agencyNumber)).code, 1)
      const done = await published('public.xml')
      assert.equal(done.code, 0, done.stderr)
      assert.match(done.stdout, new RegExp(`^added: serialNumber=${open},ou=Agreements,o=Exempelmyndigheten`))
      const found = await asked('employer', 'lookup', 'agreement', product, agencyNumber, '--json')
      assert.match(found.stdout, new RegExp(open))

      for (const facts of [{}, { agreement: open }, { agreement: open, to: null }]) {
        const message = shsMessage({ from: employer.number, to: agency.number, product, ...facts })
        await sent(employer.own, message)
        await fetched(agency.own, agency.number, message.txId)
      }
    })

    it('for one customer alone is not published', async () => {
      const closed = await published('closed.xml', employerNumber)
      assert.equal(closed.code, 1)
      assert.match(closed.stderr, /^kvittens: NotPublic: /)
    })
  },
)
