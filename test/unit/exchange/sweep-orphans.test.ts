import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { randomIds } from '../../../src/adapters/ids.ts'
import { sweepOrphans } from '../../../src/exchange/lifecycle/sweep-orphans.ts'
import type { Ports } from '../../../src/exchange/ports/ports.ts'
import { takeBlob } from '../../../src/exchange/receive/blob-lease.ts'
import { assemble } from '../../../src/node/assemble.ts'
import { callNobody } from '../../../src/node/call-nobody.ts'
import { loadConfig } from '../../../src/node/config/load-config.ts'
import { newMessage } from '../../contracts/messages.ts'
import { blobFiles } from '../../support/blob-files.ts'

/** A store on the disk, and what its journal was told of faults. */
interface Place extends AsyncDisposable {
  readonly ports: Ports
  readonly dataDir: string
  readonly faults: readonly unknown[]
}

async function openPlace(): Promise<Place> {
  await using opening = new AsyncDisposableStack()
  const dir = await mkdtemp(join(tmpdir(), 'kvittens-sweep-'))
  opening.defer(() => rm(dir, { recursive: true }))
  const file = join(dir, 'kvittens.yaml')
  const dataDir = join(dir, 'data')
  await mkdir(dataDir)
  await writeFile(
    file,
    [
      'node: { id: n, actor: "2021000001", name: N, dataDir: ./data }',
      'machines: { listen: "127.0.0.1:0", certificates: [ { key: k, certificate: c } ], trust: [ t ] }',
      '',
    ].join('\n'),
  )
  const assembled = opening.use(
    await assemble(await loadConfig({ file, env: {} }), { logLevel: 'silent', openPeers: callNobody }),
  )
  const faults: unknown[] = []
  const opened = opening.move()
  const fault = (_: string, error: unknown): void => void faults.push(error)
  return {
    ports: { ...assembled.ports, journal: { ...assembled.ports.journal, fault } },
    dataDir,
    faults,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

async function blob({ ports }: Place): Promise<string> {
  const writer = await ports.blobStore.create()
  await writer.write(Buffer.from('body'))
  await writer.commit()
  return writer.id
}

async function message(place: Place): Promise<void> {
  const body = { at: 'blob', id: await blob(place), bytes: 4 } as const
  const insert = [newMessage({ ids: randomIds(), body })]
  const [outcome] = await place.ports.messageLog.commit([{ insert, audit: [] }])
  assert.equal(outcome?.kind, 'done')
}

async function times(count: number, make: () => Promise<unknown>): Promise<void> {
  for (let at = 0; at < count; at += 1) await make()
}

async function halfWritten(place: Place): Promise<void> {
  const writer = await place.ports.blobStore.create()
  await writer.write(Buffer.from('half'))
}

describe('a sweep of the blobs', () => {
  it('removes the few that a crash leaves, written to their end or not, and none that is coming in', async () => {
    await using place = await openPlace()
    await message(place)
    await times(2, () => blob(place))
    await halfWritten(place)
    await using held = new AsyncDisposableStack()
    held.use((await takeBlob(place.ports.coordination, await blob(place))) ?? null)
    assert.equal(await sweepOrphans(place.ports), 3)
    assert.equal((await blobFiles(place.dataDir)).length, 2)
    assert.deepEqual(place.faults, [])
  })

  it('leaves what is taken by another, or committed by one, after it was judged', async () => {
    await using place = await openPlace()
    await message(place)
    const [taken, committed, orphan] = [await blob(place), await blob(place), await blob(place)]
    await using held = new AsyncDisposableStack()
    const { coordination, messageLog } = place.ports
    const ports: Ports = {
      ...place.ports,
      messageLog: {
        ...messageLog,
        // It is asked when every blob is judged.
        async totals() {
          held.use((await takeBlob(coordination, taken)) ?? null)
          const body = { at: 'blob', id: committed, bytes: 4 } as const
          await messageLog.commit([{ insert: [newMessage({ ids: randomIds(), body })], audit: [] }])
          return messageLog.totals()
        },
      },
    }
    assert.equal(await sweepOrphans(ports), 1)
    const left = (await blobFiles(place.dataDir)).join()
    assert.ok(left.includes(taken) && left.includes(committed) && !left.includes(orphan))
  })

  it('removes nothing whole where the log is empty, and says so', async () => {
    await using place = await openPlace()
    await blob(place)
    await halfWritten(place)
    assert.equal(await sweepOrphans(place.ports), 1)
    assert.equal((await blobFiles(place.dataDir)).length, 1)
    assert.match(String(place.faults), /Nothing was swept: 1 of 1 files/)
  })

  it('removes nothing whole where most of many blobs have no message', async () => {
    await using place = await openPlace()
    await times(10, () => message(place))
    await times(10, () => blob(place))
    assert.equal(await sweepOrphans(place.ports), 10)
    await times(11, () => blob(place))
    assert.equal(await sweepOrphans(place.ports), 0)
    assert.equal((await blobFiles(place.dataDir)).length, 21)
    assert.match(String(place.faults), /Nothing was swept: 11 of 21 files/)
  })
})
