import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fetched, sent } from '../support/exchange-steps.ts'
import { leftOut } from '../support/needs.ts'
import { kvittens, type ProgramResult } from '../support/node-process.ts'
import { productDocument } from '../support/shs-documents.ts'
import { shsMessage } from '../support/shs-message.ts'
import {
  agencyNumber,
  agreementUuid,
  employerNumber,
  productUuid,
  startTwoNodes,
  type TwoNodes,
} from '../support/two-nodes.ts'

const own = { uuid: productUuid(61), name: 'Årsbesked' }

describe(
  'TS43-K-001 an own product type in the directory',
  { skip: leftOut('slapd') && 'slapd is left out' },
  () => {
    let world: TwoNodes

    before(async () => {
      world = await startTwoNodes({
        agreements: [
          {
            uuid: agreementUuid(61),
            product: own.uuid,
            customer: employerNumber,
            at: ['agency', 'employer'],
          },
        ],
      })
      const document = productDocument({ ...own, principal: agencyNumber })
      await writeFile(join(world.dir, 'product.xml'), document)
    })
    after(() => world[Symbol.asyncDispose]())

    async function asked(side: 'agency' | 'employer', ...args: readonly string[]): Promise<ProgramResult> {
      return kvittens(['directory', ...args, '--config', world[side].config])
    }

    it('published by its principal is found by others, and messages of it go to the published address', async () => {
      const { agency, employer } = world
      assert.equal((await asked('employer', 'lookup', 'product', own.uuid)).code, 1)

      const published = await asked('agency', 'publish', 'product', join(world.dir, 'product.xml'))
      assert.equal(published.code, 0, published.stderr)
      assert.match(
        published.stdout,
        /^added: productName=Årsbesked,ou=Product types,o=Exempelmyndigheten,l=SHS/,
      )
      const address = await asked('agency', 'publish', 'address', own.uuid, '--url', agency.url)
      assert.equal(address.code, 0, address.stderr)

      const found = await asked('employer', 'lookup', 'product', own.uuid)
      assert.match(found.stdout, /^name: Årsbesked$/m)
      assert.match(found.stdout, new RegExp(`^principal: ${agencyNumber}$`, 'm'))
      const message = shsMessage({ from: employer.number, to: null, product: own.uuid })
      await sent(employer.own, message)
      await fetched(agency.own, agency.number, message.txId)
    })

    it('of another principal is not published', async () => {
      const others = await asked('employer', 'publish', 'product', join(world.dir, 'product.xml'))
      assert.equal(others.code, 1)
      assert.match(others.stderr, new RegExp(agencyNumber))
    })
  },
)
