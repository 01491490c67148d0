import assert from 'node:assert/strict'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { TLSSocket } from 'node:tls'
import { type DurabilityDemands, durabilityFaults } from '../support/durability-rules.ts'
import { untilSaid } from '../support/mtls-client.ts'
import { leftOut } from '../support/needs.ts'
import { type BuiltMessage, shsMessage } from '../support/shs-message.ts'
import { agencyNumber, createWorld, type TestWorld } from '../support/test-world.ts'
import { descriptorOf, type TraceEvent, traceEvents } from '../support/trace-events.ts'
import { until } from '../support/until.ts'

const calls =
  'openat,mkdir,mkdirat,read,write,writev,pwrite64,pwritev,pwritev2,sendto,sendmsg,fsync,fdatasync,rename,renameat,renameat2'

/** One request of the trace: what the node asked of the kernel from the request on. */
interface Traced {
  readonly events: readonly TraceEvent[]
  readonly demands: DurabilityDemands
}

/*
 * A SIGKILL proves no fsync: the page cache survives it. So here a node runs under strace while messages go over
 * connections that are open already (the handshake's own octets are behind), and the order of its calls is held
 * against what a power cut asks for.
 */
describe('before the first octet of a reply', { skip: leftOut('strace') && 'strace is left out' }, () => {
  let world: TestWorld
  const traced: Record<'small' | 'large' | 'ack', Traced[]> = { small: [], large: [], ack: [] }

  before(async () => {
    world = await createWorld()
    const file = join(world.dir, 'trace')
    const node = await world.start({
      under: ['strace', '-D', '-f', '-yy', '-s', '16', '-o', file, '-e', `trace=${calls}`],
      env: { UV_USE_IO_URING: '0' },
    })
    const employer = await opened(world, 0)
    const agency = await opened(world, 'agency')
    const windows: { kind: 'small' | 'large' | 'ack'; from: number; demands: DurabilityDemands }[] = []
    const request = async (
      kind: 'small' | 'large' | 'ack',
      body: DurabilityDemands['body'],
      socket: TLSSocket,
      octets: Buffer,
      said: string,
    ): Promise<void> => {
      windows.push({
        kind,
        from: (await stat(file)).size,
        demands: { peerPort: socket.localPort ?? 0, body },
      })
      const answer = untilSaid(socket, said)
      socket.write(octets)
      assert.match(await answer, /^HTTP\/1\.1 20[02] /)
    }
    for (const bytes of [1, 5000, 100_000]) {
      const small = shsMessage({ parts: [{ content: Buffer.alloc(bytes, 'x') }] })
      await request('small', 'log', employer, post(small), `\r\n\r\n${small.txId}`)
      const ack = `POST /shs/ds/${agencyNumber}/${small.txId}?action=ack HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n`
      await request('ack', 'none', agency, Buffer.from(ack), '\r\n\r\nOK')
    }
    for (const bytes of [200_000, 3_000_000]) {
      const large = shsMessage({ parts: [{ content: Buffer.alloc(bytes, 'x') }] })
      await request('large', 'blob', employer, post(large), `\r\n\r\n${large.txId}`)
    }
    employer.destroy()
    agency.destroy()
    await node.stop()
    // The tracer writes on for a moment after the node is gone.
    const trace = await until('the end of the trace', async () => {
      const text = await readFile(file, 'latin1')
      return new RegExp(`^${node.pid} +\\+\\+\\+ exited`, 'm').test(text) ? text : undefined
    })
    const events = traceEvents(trace)
    for (const [index, { kind, from, demands }] of windows.entries()) {
      const to = windows[index + 1]?.from ?? Number.POSITIVE_INFINITY
      traced[kind].push({ events: events.filter(({ start }) => start >= from && start < to), demands })
    }
  })

  after(() => world[Symbol.asyncDispose]())

  it('the row and body of a small message are synced', () => {
    assert.equal(traced.small.length, 3)
    for (const { events, demands } of traced.small) assert.deepEqual(durabilityFaults(events, demands), [])
  })

  it('the file, its folder and the row of a large message are synced, in this order', () => {
    assert.equal(traced.large.length, 2)
    for (const { events, demands } of traced.large) assert.deepEqual(durabilityFaults(events, demands), [])
  })

  it('the mark of an acknowledgement is synced', () => {
    assert.equal(traced.ack.length, 3)
    for (const { events, demands } of traced.ack) assert.deepEqual(durabilityFaults(events, demands), [])
  })

  describe('a trace with a step left out is found wanting:', () => {
    const leaveOut: readonly {
      readonly kind: 'small' | 'large' | 'ack'
      readonly step: string
      readonly is: (event: TraceEvent) => boolean
    }[] = [
      {
        kind: 'small',
        step: 'the sync of the body',
        is: (event) => isSync(event) && descriptorOf(event).endsWith('.seg'),
      },
      { kind: 'small', step: 'the sync of the write-ahead log', is: (event) => isSync(event) && wal(event) },
      {
        kind: 'small',
        step: 'the write to the write-ahead log',
        is: (event) => !isSync(event) && wal(event),
      },
      {
        kind: 'large',
        step: 'the sync of the body file',
        is: (event) => isSync(event) && descriptorOf(event).endsWith('.part'),
      },
      { kind: 'large', step: 'the rename', is: (event) => event.call.startsWith('rename') },
      {
        kind: 'large',
        step: 'the sync of the folder of the body file',
        is: (event) => isSync(event) && /\/blobs\/[0-9a-f]{2}\/[0-9a-f]{2}$/.test(descriptorOf(event)),
      },
      {
        kind: 'large',
        step: 'the sync of a new folder in the one above',
        is: (event) => isSync(event) && /\/blobs(\/[0-9a-f]{2})?$/.test(descriptorOf(event)),
      },
      { kind: 'large', step: 'the sync of the write-ahead log', is: (event) => isSync(event) && wal(event) },
      { kind: 'ack', step: 'the sync of the write-ahead log', is: (event) => isSync(event) && wal(event) },
      { kind: 'ack', step: 'the write to the write-ahead log', is: (event) => !isSync(event) && wal(event) },
    ]
    for (const { kind, step, is } of leaveOut) {
      it(`${kind}: ${step}`, () => {
        const [{ events, demands } = { events: [], demands: { peerPort: 0, body: 'none' as const } }] =
          traced[kind]
        assert.ok(events.some(is), 'the trace does not have the step at all')
        assert.notDeepEqual(
          durabilityFaults(
            events.filter((event) => !is(event)),
            demands,
          ),
          [],
        )
      })
    }

    for (const kind of ['small', 'large', 'ack'] as const) {
      it(`${kind}: a reply that does not wait for the last sync`, () => {
        const [{ events, demands } = { events: [], demands: { peerPort: 0, body: 'none' as const } }] =
          traced[kind]
        const sync = events.findLast((event) => isSync(event) && wal(event))
        assert.ok(sync)
        // The sync still runs when the reply goes out.
        const late = [...events.filter((event) => event !== sync), { ...sync, end: Number.POSITIVE_INFINITY }]
        assert.notDeepEqual(durabilityFaults(late, demands), [])
      })
    }

    it('large: a row that is committed before the folder is synced', () => {
      const [{ events, demands } = { events: [], demands: { peerPort: 0, body: 'none' as const } }] =
        traced.large
      const first = events[0]?.start ?? 0
      const log = events
        .filter(wal)
        .map(({ call, args }) => ({ call, args, failed: false, start: first, end: first }))
      const early = [...log, ...events.filter((event) => !wal(event))]
      assert.notDeepEqual(durabilityFaults(early, demands), [])
    })
  })
})

describe('the reader of traces', () => {
  it('puts calls together that other threads interrupted, and keeps who began first', () => {
    const events = traceEvents(
      [
        '10 fdatasync(9</d/a.part> <unfinished ...>',
        '11 write(4<TCP:[127.0.0.1:1->127.0.0.1:2]>, "x", 1) = 1',
        '10 <... fdatasync resumed>) = 0',
        '10 rename("/d/a.part", "/d/a") = 0',
        '10 fsync(9</d>) = -1 EIO (Input/output error)',
        '10 +++ exited with 0 +++',
      ].join('\n'),
    )
    assert.deepEqual(
      events.map(({ call, failed }) => `${call}${failed ? ' failed' : ''}`),
      ['fdatasync', 'write', 'rename', 'fsync failed'],
    )
    const [sync, write] = events
    assert.ok(sync && write && sync.start < write.start && sync.end > write.end)
    assert.equal(descriptorOf(sync), '/d/a.part')
    assert.equal(descriptorOf(write), 'TCP:[127.0.0.1:1->127.0.0.1:2]')
  })
})

function wal(event: TraceEvent): boolean {
  return descriptorOf(event).endsWith('-wal')
}

function isSync(event: TraceEvent): boolean {
  return event.call === 'fsync' || event.call === 'fdatasync'
}

/** A connection with the handshake and one answer behind it. */
async function opened(world: TestWorld, who: number | 'agency'): Promise<TLSSocket> {
  const identity = who === 'agency' ? world.agency : world.employer(who)
  const socket = await world.client(identity).raw()
  const listed = untilSaid(socket, '</shs.message-list>')
  socket.write(`GET /shs/ds/${identity.number} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
  await listed
  return socket
}

function post({ octets }: BuiltMessage): Buffer {
  const head = `POST /shs/rs HTTP/1.1\r\nHost: localhost\r\nContent-Type: message/rfc822\r\nContent-Length: ${octets.length}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), octets])
}
