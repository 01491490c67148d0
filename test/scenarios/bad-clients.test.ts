import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { setInterval as every } from 'node:timers/promises'
import type { TLSSocket } from 'node:tls'
import { blobFiles } from '../support/blob-files.ts'
import { type MtlsClient, untilClosed, untilSaid } from '../support/mtls-client.ts'
import { listedTxIds } from '../support/read-message.ts'
import { shsMessage } from '../support/shs-message.ts'
import { agencyNumber, createWorld, stranger, type TestWorld } from '../support/test-world.ts'
import { until } from '../support/until.ts'

const MiB = 1024 * 1024
const post = 'POST /shs/rs HTTP/1.1\r\nHost: localhost\r\nContent-Type: message/rfc822\r\n'

/* Clients that stop, crawl or flood, with limits that are short enough to wait for (issue section 6). */
describe('a client that', () => {
  let world: TestWorld
  let agency: MtlsClient
  let employer: MtlsClient

  before(async () => {
    world = await createWorld({
      limits: {
        maxHeaderBytes: '16KiB',
        maxDiscardedBytes: '1MiB',
        headersTimeout: '2s',
        idleTimeout: '2s',
        minBytesPerSecond: '4KiB',
        maxConnections: 60,
      },
    })
    await world.start()
    agency = world.client(world.agency)
    employer = world.client(world.employer(0))
  })

  after(() => world[Symbol.asyncDispose]())

  /** Runs an attack, then shows that nothing of it was kept and that the node serves others. */
  async function withstands(attack: () => Promise<void>): Promise<void> {
    const before = await employer.send(shsMessage({}).octets)
    assert.equal(before.status, 202)
    const [waiting, blobs] = [await listed(), await blobFiles(world.dataDir)]
    await attack()
    assert.deepEqual(await listed(), waiting)
    await until('the blobs are as they were', async () =>
      (await blobFiles(world.dataDir)).length === blobs.length ? true : undefined,
    )
    assert.equal((await employer.send(shsMessage({}).octets)).status, 202)
  }

  const listed = async (): Promise<readonly string[]> =>
    listedTxIds((await agency.list(agencyNumber, 'filter=noack&maxhits=100000')).body)

  async function says(octets: string | Buffer): Promise<string> {
    const socket = await employer.raw()
    const said = untilClosed(socket)
    socket.write(octets)
    return said
  }

  it('sends headers beyond the limit gets 431, the name of the limit, and is cut off', () =>
    withstands(async () => {
      for (const flood of [
        `X: ${'y'.repeat(20_000)}\r\n\r\n`,
        `${'X: y\r\n'.repeat(5000)}\r\n`,
        `${Array.from({ length: 2000 }, (_, index) => `X-${index}: yyyyyyyyyy`).join('\r\n')}\r\n\r\n`,
      ]) {
        const answer = await says(`${post}${flood}`)
        assert.match(answer, /^HTTP\/1\.1 431 /)
        assert.match(answer, /maxHeaderBytes/)
        assert.match(answer, /connection: close/i)
      }
    }))

  it('asks for an address beyond the limit gets 431 or 414', () =>
    withstands(async () => {
      assert.match(
        await says(`GET /shs/ds/${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`),
        /^HTTP\/1\.1 4(31|14) /,
      )
    }))

  it('sends headers without end, by fifty at once, is cut off, and the memory stays flat', () =>
    withstands(async () => {
      const rss = await world.node().rss()
      await Promise.all(
        Array.from({ length: 50 }, async () => {
          const socket = await employer.raw()
          const said = untilClosed(socket)
          socket.write(post)
          const piece =
            'X-Flood: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n'.repeat(50)
          for (let sent = 0; sent < 4 * MiB && !socket.destroyed; sent += piece.length) {
            await written(socket, piece)
          }
          await said
        }),
      )
      const grown = (await world.node().rss()) - rss
      assert.ok(grown < 100, `RSS grew by ${grown.toFixed(0)} MiB`)
    }))

  it('speaks no HTTP gets 400 and is cut off', () =>
    withstands(async () => {
      for (const nonsense of [
        'hej\r\n\r\n',
        '\0\0\0\0\r\n\r\n',
        'POST /shs/rs HTTP/9.9\r\n\r\n',
        `${post}Content-Length: -5\r\n\r\n`,
      ]) {
        const answer = await says(nonsense)
        assert.match(answer, /^HTTP\/1\.1 (400|505) /)
        assert.match(answer, /\r\n\r\nThis is no HTTP/)
      }
    }))

  it('gives a length in two ways gets 400 and is cut off: nothing is smuggled in', () =>
    withstands(async () => {
      for (const both of [
        'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
        'Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello',
        'Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n',
        'Transfer-Encoding: chunked, identity\r\n\r\n',
      ]) {
        assert.match(await says(`${post}${both}`), /^HTTP\/1\.1 400 /)
      }
    }))

  it('speaks HTTP without TLS is cut off', () =>
    withstands(async () => {
      const { port } = new URL(world.node().machines)
      const socket = connect({ host: '127.0.0.1', port: Number(port) })
      socket.on('error', () => {})
      socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
      socket.resume()
      await once(socket, 'close')
    }))

  it('never ends its headers gets 408, the name of the limit, and is cut off', () =>
    withstands(async () => {
      const begun = performance.now()
      const answer = await says(`${post}X-Slow: `)
      assert.match(answer, /^HTTP\/1\.1 408 /)
      assert.match(answer, /headersTimeout/)
      assert.ok(seconds(begun) < 12, `it took ${seconds(begun)} s`)
    }))

  it('sends a header a letter at a time is cut off at the same limit', () =>
    withstands(async () => {
      const begun = performance.now()
      const socket = await employer.raw()
      const said = untilClosed(socket)
      socket.write(`${post}X-Slow: `)
      await crawl(socket, 300)
      assert.match(await said, /^HTTP\/1\.1 408 /)
      assert.ok(seconds(begun) < 12, `it took ${seconds(begun)} s`)
    }))

  it('connects and says nothing is cut off', () =>
    withstands(async () => {
      const begun = performance.now()
      await says('')
      assert.ok(seconds(begun) < 20, `it took ${seconds(begun)} s`)
    }))

  it('stands still in the midst of a body gets 408, the name of the limit, and is cut off', () =>
    withstands(async () => {
      for (const bytes of [1, 1_000_000]) {
        const { octets } = shsMessage({ parts: [{ content: Buffer.alloc(bytes, 'x') }] })
        const head = Buffer.from(`${post}Content-Length: ${octets.length}\r\n\r\n`)
        const answer = await says(Buffer.concat([head, octets.subarray(0, octets.length - 20)]))
        assert.match(answer, /^HTTP\/1\.1 408 /)
        assert.match(answer, /idleTimeout/)
      }
    }))

  it('sends its body an octet at a time gets 408, the name of the limit, and is cut off', () =>
    withstands(async () => {
      const begun = performance.now()
      const { octets } = shsMessage({})
      const socket = await employer.raw()
      const said = untilClosed(socket)
      socket.write(`${post}Content-Length: ${octets.length}\r\n\r\n`)
      await crawl(socket, 300, octets)
      const answer = await said
      assert.match(answer, /^HTTP\/1\.1 408 /)
      assert.match(answer, /minBytesPerSecond/)
      assert.ok(seconds(begun) < 15, `it took ${seconds(begun)} s`)
    }))

  it('hangs up half way leaves no message, and a row in the ledger', () =>
    withstands(async () => {
      const { octets } = shsMessage({ parts: [{ content: Buffer.alloc(2 * MiB, 'x') }] })
      const already = await brokenOff(world)
      const socket = await employer.raw()
      socket.on('error', () => {})
      socket.write(`${post}Content-Length: ${octets.length}\r\n\r\n`)
      await new Promise<void>((resolve) => socket.write(octets.subarray(0, MiB), () => resolve()))
      socket.destroy()
      await until('the attempt is in the ledger', async () =>
        (await brokenOff(world)) > already ? true : undefined,
      )
    }))

  it('goes on sending what was refused gets the words, and is cut off at the bound', () =>
    withstands(async () => {
      for (const facts of [{ to: stranger }, { from: agencyNumber }]) {
        const { octets } = shsMessage({ ...facts, parts: [{ content: Buffer.alloc(1000, 'x') }] })
        const socket = await employer.raw()
        const said = untilClosed(socket)
        const answered = untilSaid(socket, 'Kvittens-Attempt')
        socket.write(`${post}Content-Length: ${500 * MiB}\r\n\r\n`)
        socket.write(octets)
        const answer = await answered
        assert.match(answer, /^HTTP\/1\.1 40[03] /)
        assert.match(answer, /connection: close/i)
        const piece = Buffer.alloc(64 * 1024, 'x')
        let sent = 0
        while (!socket.destroyed && sent < 400 * MiB) {
          sent += piece.length
          await written(socket, piece)
        }
        await said
        assert.ok(sent < 64 * MiB, `${sent} octets were taken`)
      }
    }))

  it('refused in the midst of a body within the bound hears the words to the end', () =>
    withstands(async () => {
      const answer = await employer.send(
        shsMessage({ to: stranger, parts: [{ content: Buffer.alloc(500_000, 'x') }] }).octets,
      )
      assert.deepEqual([answer.status, answer.headers['x-shs-errorcode']], [400, 'UnknownReceiver'])
    }))

  it('fetches and does not read is cut off, and the message waits again', async () => {
    const message = shsMessage({ parts: [{ content: Buffer.alloc(48 * MiB, 'x') }] })
    assert.equal((await employer.send(message.octets)).status, 202)
    const socket = await agency.raw()
    socket.on('error', () => {})
    socket.write(`GET /shs/ds/${agencyNumber}/${message.txId} HTTP/1.1\r\nHost: x\r\n\r\n`)
    await untilSaid(socket, 'HTTP/1.1 200')
    socket.pause()
    await until('the message waits again', async () =>
      listedTxIds((await agency.list(agencyNumber, 'maxhits=100000')).body).includes(message.txId)
        ? true
        : undefined,
    )
    socket.destroy()
    assert.equal((await agency.fetch(agencyNumber, message.txId)).status, 200)
    await agency.acknowledge(agencyNumber, message.txId)
  })

  it('opens more connections than the limit loses the further ones, and others are served when it is gone', async () => {
    const sockets: TLSSocket[] = []
    let refused = 0
    for (let index = 0; index < 80; index++) {
      try {
        const socket = await employer.raw()
        socket.on('error', () => {})
        sockets.push(socket)
      } catch {
        refused++
      }
    }
    assert.ok(refused > 0, 'all 80 were let in')
    for (const socket of sockets) socket.destroy()
    await until('the node serves again', async () =>
      (
        await world
          .client(world.employer(1))
          .list(world.employer(1).number)
          .catch(() => undefined)
      )?.status === 200
        ? true
        : undefined,
    )
  })

  it('leaves no trace of how the node is built in what it is told', async () => {
    for (const line of await world.logLines()) assert.notEqual(line['level'], 50, JSON.stringify(line))
  })
})

/** Writes an octet at a time until the other end has had enough. */
async function crawl(
  socket: TLSSocket,
  pause: number,
  octets: Buffer = Buffer.alloc(1000, 'y'),
): Promise<void> {
  let at = 0
  for await (const _ of every(pause)) {
    if (socket.destroyed || socket.writableEnded || !socket.writable || at >= octets.length) return
    socket.write(octets.subarray(at, ++at))
  }
}

/** Writes, and waits until more may be written or the other end has had enough. */
function written(socket: TLSSocket, piece: string | Buffer): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('close', done)
      resolve()
    }
    socket.once('close', done)
    socket.write(piece, done)
  })
}

function seconds(since: number): number {
  return (performance.now() - since) / 1000
}

async function brokenOff(world: TestWorld): Promise<number> {
  const lines = await world.logLines()
  return lines.filter(({ event, code }) => event === 'refused' && code === 'BrokenOff').length
}
