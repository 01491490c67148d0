import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { leftOut } from '../support/needs.ts'
import { listedTxIds, readMessage } from '../support/read-message.ts'
import { shsMessage } from '../support/shs-message.ts'
import { agencyNumber, createWorld } from '../support/test-world.ts'

const tries = 12

describe(
  'a sync of the write-ahead log that fails',
  { skip: leftOut('strace') && 'strace is left out' },
  () => {
    it('leaves the body of a message that may be there after a restart', async () => {
      await using world = await createWorld()
      const wal = join(world.dataDir, 'kvittens.db-wal')
      const syncs = 'fsync,fdatasync'
      await world.start({
        under: [
          'strace',
          '-f',
          '-q',
          '-o',
          join(world.dir, 'trace'),
          '-P',
          wal,
          '-e',
          `trace=${syncs}`,
          '-e',
          `inject=${syncs}:error=EIO:when=3+`,
        ],
      })
      const content = Buffer.alloc(1_000_000, 'a')
      const employer = world.client(world.employer(0))
      let last = shsMessage({ parts: [{ content }] })
      let answered = true
      for (let round = 0; answered && round < tries; round++) {
        last = shsMessage({ parts: [{ content }] })
        answered = await employer.send(last.octets).then(
          ({ status }) => status === 202,
          () => false,
        )
      }
      assert.equal(answered, false, 'no sync failed')
      await world.node().ended

      await world.start()
      const again = await world.client(world.employer(0)).send(last.octets)
      assert.equal(again.status, 202)
      const agency = world.client(world.agency)
      const waiting = listedTxIds((await agency.list(agencyNumber)).body)
      assert.ok(waiting.includes(last.txId))
      for (const txId of waiting) {
        const fetched = await agency.fetch(agencyNumber, txId)
        assert.equal(fetched.status, 200)
        assert.deepEqual(readMessage(fetched.body).parts[0]?.content, content)
      }
    })
  },
)
