import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { smallDisk, smallDiskLeftOut } from '../contracts/small-disk.ts'
import { blobFiles } from '../support/blob-files.ts'
import type { Answer, MtlsClient } from '../support/mtls-client.ts'
import { listedTxIds, readMessage } from '../support/read-message.ts'
import { shsMessage } from '../support/shs-message.ts'
import { agencyNumber, createWorld, type TestWorld } from '../support/test-world.ts'
import { until } from '../support/until.ts'

const MiB = 1024 * 1024

describe('a store that has lost a body', () => {
  it('tells the fetcher in words, before any octet of the message', async () => {
    await using world = await createWorld()
    await world.start()
    const message = shsMessage({ parts: [{ content: Buffer.alloc(MiB, 'x') }] })
    assert.equal((await world.client(world.employer(0)).send(message.octets)).status, 202)
    await rm(join(world.dataDir, 'blobs'), { recursive: true })
    const answer = await world.client(world.agency).fetch(agencyNumber, message.txId)
    assert.equal(answer.status, 500)
    assert.match(answer.text, /fault [0-9a-f-]{36}/)
    assert.doesNotMatch(answer.text, new RegExp(world.dir))
  })
})

describe('a store that can take nothing', () => {
  const filling = { skip: smallDiskLeftOut }
  it(
    'because the disk is full: 500 and words, nothing kept, and all is well when there is room',
    filling,
    async () => {
      await using disk = await smallDisk(24)
      await using world = await createWorld({ dataDir: join(disk.path, 'data') })
      await world.start()
      const employer = world.client(world.employer(0))
      const agency = world.client(world.agency)
      const ballast = join(disk.path, 'ballast')
      await writeFile(ballast, Buffer.alloc(8 * MiB))
      const taken = new Map<string, Buffer>()
      let full: Answer | undefined
      for (let round = 0; full === undefined && round < 40; round++) {
        const content = Buffer.alloc(2 * MiB, `${round} `)
        const message = shsMessage({ parts: [{ content }] })
        const answer = await employer.send(message.octets)
        if (answer.status === 202) taken.set(message.txId, content)
        else full = answer
      }
      assertStorageFault(full)
      assert.ok(taken.size > 0)

      // Small ones may fit a while longer; none may be half there.
      let small: Answer | undefined
      for (let round = 0; small === undefined && round < 2000; round++) {
        const content = Buffer.alloc(20_000, `${round} `)
        const message = shsMessage({ parts: [{ content }] })
        const answer = await employer.send(message.octets)
        if (answer.status === 202) taken.set(message.txId, content)
        else small = answer
      }
      assertStorageFault(small)
      assert.equal(
        (await employer.send(shsMessage({ parts: [{ content: Buffer.alloc(MiB, 'x') }] }).octets)).status,
        500,
      )
      await assertKept(agency, world, taken)
      const live = await fetch(`${world.node().operations}/health/live`)
      assert.equal(live.status, 200)

      await rm(ballast)
      const content = Buffer.alloc(MiB, 'room again ')
      const message = shsMessage({ parts: [{ content }] })
      assert.equal((await employer.send(message.octets)).status, 202)
      taken.set(message.txId, content)
      await assertKept(agency, world, taken)

      await world.node().kill()
      await world.start()
      await assertKept(world.client(world.agency), world, taken)
    },
  )

  it('because the database is locked by another program: 500 and words, nothing kept, and the same message passes later', async () => {
    await using world = await createWorld()
    await world.start()
    const employer = world.client(world.employer(0))
    const agency = world.client(world.agency)
    const first = shsMessage({})
    assert.equal((await employer.send(first.octets)).status, 202)

    const locker = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { DatabaseSync } from 'node:sqlite'
        const database = new DatabaseSync(process.argv[1], { timeout: 5000 })
        database.exec('BEGIN EXCLUSIVE')
        console.log('locked')
        process.stdin.on('end', () => database.close()).resume()`,
        join(world.dataDir, 'kvittens.db'),
      ],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    )
    await once(locker.stdout, 'data')
    const small = shsMessage({})
    const large = shsMessage({ parts: [{ content: Buffer.alloc(MiB, 'x') }] })
    const answers = await Promise.all([
      employer.send(small.octets),
      employer.send(large.octets),
      agency.acknowledge(agencyNumber, first.txId),
    ])
    for (const answer of answers) assertStorageFault(answer)
    // What is there can be read all the while.
    assert.deepEqual(listedTxIds((await agency.list(agencyNumber)).body), [first.txId])
    await until('the left-over file is gone', async () =>
      (await blobFiles(world.dataDir)).length === 0 ? true : undefined,
    )

    locker.stdin.end()
    await once(locker, 'exit')
    for (const message of [small, large]) {
      const answer = await employer.send(message.octets)
      assert.deepEqual([answer.status, answer.headers['x-shs-duplicatemsg']], [202, 'no'], answer.text)
    }
    assert.equal((await agency.acknowledge(agencyNumber, first.txId)).status, 200)
    assert.deepEqual(
      new Set(listedTxIds((await agency.list(agencyNumber)).body)),
      new Set([small.txId, large.txId]),
    )
  })
})

/** An operator can act on it, a sender can try again, and nothing of the inside shows. */
function assertStorageFault(answer: Answer | undefined): void {
  assert.equal(answer?.status, 500, answer?.text)
  assert.match(String(answer?.headers['retry-after']), /^\d+$/)
  assert.match(answer?.text ?? '', /cannot store.*Nothing/)
  assert.match(answer?.text ?? '', /Try again later/)
  assert.match(answer?.text ?? '', /quote fault [0-9a-f-]{36}/)
  assert.ok(!/SQLITE|ENOSPC|\n\s+at |\/tmp\//.test(answer?.text ?? ''), answer?.text)
}

/** Exactly what was taken is there, whole; and no file that no message needs. */
async function assertKept(
  agency: MtlsClient,
  world: TestWorld,
  taken: ReadonlyMap<string, Buffer>,
): Promise<void> {
  const listed = listedTxIds((await agency.list(agencyNumber, 'filter=noack&maxhits=100000')).body)
  assert.deepEqual(new Set(listed), new Set(taken.keys()))
  assert.equal(listed.length, taken.size)
  const large = [...taken.values()].filter((content) => content.length > 128 * 1024).length
  await until('no file is left over', async () =>
    (await blobFiles(world.dataDir)).length === large ? true : undefined,
  )
  // A few of them, octet for octet; marking them fetched may find no room.
  for (const [txId, content] of [...taken].slice(0, 3)) {
    const answer = await agency.fetch(agencyNumber, txId).catch(() => undefined)
    if (answer?.status === 200) assert.ok(readMessage(answer.body).parts[0]?.content.equals(content), txId)
  }
}
