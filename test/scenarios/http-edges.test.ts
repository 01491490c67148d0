import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, describe, it } from 'node:test'
import { setInterval as every } from 'node:timers/promises'
import type { TLSSocket } from 'node:tls'
import { systemClock } from '../../src/adapters/clock.ts'
import { randomIds } from '../../src/adapters/ids.ts'
import { createCertificateAuthority } from '../../src/adapters/trust/issue.ts'
import { Refusal } from '../../src/exchange/refusal.ts'
import type { HttpLimits } from '../../src/surfaces/http/http-limits.ts'
import { machinesListener } from '../../src/surfaces/http/machines-listener.ts'
import { PacedAnswer } from '../../src/surfaces/http/paced-answer.ts'
import { operationsListener } from '../../src/surfaces/operations/operations-listener.ts'
import { type MtlsClient, mtlsClient, untilClosed, untilSaid } from '../support/mtls-client.ts'
import { shsMessage } from '../support/shs-message.ts'
import { agencyNumber, createWorld, stranger, type TestWorld } from '../support/test-world.ts'
import { until } from '../support/until.ts'

const MiB = 1024 * 1024
const post = 'POST /shs/rs HTTP/1.1\r\nHost: localhost\r\nContent-Type: message/rfc822\r\n'
const maxConnections = 30
const idleTimeout = 4

/* What a connection can do beside and between the requests of well-behaved clients. */
describe('on a connection', () => {
  let world: TestWorld
  let agency: MtlsClient
  let employer: MtlsClient

  before(async () => {
    world = await createWorld({
      limits: {
        maxConnections,
        headersTimeout: '1s',
        idleTimeout: `${idleTimeout}s`,
        maxDiscardedBytes: '16MiB',
      },
    })
    await world.start()
    agency = world.client(world.agency)
    employer = world.client(world.employer(0))
  })

  after(() => world[Symbol.asyncDispose]())

  it('bare TCP that says nothing loses its slot after headersTimeout', async () => {
    const silent = await Promise.all(Array.from({ length: maxConnections }, () => bareTcp(world)))
    await Promise.all(silent.map(untilLetGo))
    assert.equal((await world.client(world.employer(1)).list(world.employer(1).number)).status, 200)
    for (const socket of silent) socket.destroy()
  })

  it('a sender who writes 8 MiB before it reads hears the words of the refusal', async () => {
    const { octets } = shsMessage({ to: stranger, parts: [{ content: Buffer.alloc(1000, 'x') }] })
    const rest = Buffer.alloc(8 * MiB - octets.length, 'x')
    const socket = await employer.raw()
    await written(socket, `${post}Content-Length: ${8 * MiB}\r\n\r\n`)
    await written(socket, octets)
    for (let at = 0; at < rest.length; at += 64 * 1024) {
      await written(socket, rest.subarray(at, at + 64 * 1024))
    }
    const answer = await untilClosed(socket)
    assert.match(answer, /^HTTP\/1\.1 400 /)
    assert.match(answer, /X-shs-errorcode: UnknownReceiver/i)
    assert.match(answer, /\nAttempt: .+\n$/)
  })

  it('a refusal comes at once where the body is held back for "100 Continue"', async () => {
    const begun = performance.now()
    const socket = await world.client().raw()
    const said = untilClosed(socket)
    socket.write(`${post}Content-Length: 1000000\r\nExpect: 100-continue\r\n\r\n`)
    assert.match(await said, /^HTTP\/1\.1 403 /)
    assert.ok(seconds(begun) < idleTimeout / 2, `it took ${seconds(begun)} s`)
  })

  it('an expectation that nobody knows opens no way past who the caller is', async () => {
    const socket = await world.client().raw()
    const said = untilClosed(socket)
    socket.write(`${post}Content-Length: 1000000\r\nExpect: miracles\r\n\r\n`)
    assert.match(await said, /^HTTP\/1\.1 403 /)
  })

  it('garbage behind a message is not taken as the answer to it', async () => {
    const message = shsMessage({})
    const socket = await employer.raw()
    const said = untilClosed(socket)
    const head = Buffer.from(`${post}Content-Length: ${message.octets.length}\r\n\r\n`)
    socket.write(Buffer.concat([head, message.octets, Buffer.from('\0garbage\r\n\r\n')]))
    assert.doesNotMatch(await said, /This is no HTTP/)
  })

  it('garbage behind a fetch puts nothing into the message that streams', async () => {
    const message = shsMessage({ parts: [{ content: Buffer.alloc(48 * MiB, 'x') }] })
    assert.equal((await employer.send(message.octets)).status, 202)
    const socket = await agency.raw()
    socket.write(`GET /shs/ds/${agencyNumber}/${message.txId} HTTP/1.1\r\nHost: x\r\n\r\n`)
    await untilSaid(socket, 'HTTP/1.1 200')
    const said = untilClosed(socket)
    socket.write('\0garbage\r\n\r\n')
    assert.doesNotMatch(await said, /HTTP\/1\.1 400/)
  })

  it('a body that stands still behind another request gets 408 all the same', async () => {
    const { txId, octets } = shsMessage({ parts: [{ content: Buffer.alloc(MiB, 'x') }] })
    assert.equal((await employer.send(octets)).status, 202)
    const socket = await agency.raw()
    const said = untilClosed(socket)
    socket.write(
      `GET /shs/ds/${agencyNumber}/${txId} HTTP/1.1\r\nHost: x\r\n\r\n${post}Content-Length: 1000\r\n\r\nX`,
    )
    const answer = await said
    assert.match(answer, /^HTTP\/1\.1 200 /)
    assert.match(answer, /HTTP\/1\.1 408 [\s\S]*idleTimeout/)
  })

  for (const [what, line] of [
    ['a list', `GET /shs/ds/${agencyNumber}`],
    ['an address that is not there', 'GET /nowhere'],
  ]) {
    it(`a body that drips behind a request for ${what} does not hold it`, async () => {
      const begun = performance.now()
      const socket = await agency.raw()
      const said = untilClosed(socket)
      socket.write(`${line} HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n`)
      await drip(socket)
      assert.match(await said, /^HTTP\/1\.1 (200|404) /)
      assert.ok(seconds(begun) < 3 * idleTimeout, `it took ${seconds(begun)} s`)
    })
  }

  it('a fault of the operator socket is in the log, under the id that the operator is told', async () => {
    const answer = await askOperator(join(world.dataDir, 'operator.sock'), 'this is no JSON')
    const [id] = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(answer) ?? []
    assert.ok(id !== undefined, answer)
    await until('the log has it', async () =>
      (await world.logLines()).some((line) => JSON.stringify(line).includes(id)) ? true : undefined,
    )
  })
})

describe('SIGTERM', () => {
  it('ends a node on which connections say nothing, at once', async () => {
    await using world = await createWorld({
      limits: { headersTimeout: '60s', idleTimeout: '60s', drainTimeout: '40s' },
    })
    const node = await world.start()
    const bare = await bareTcp(world)
    const quiet = await world.client(world.employer(0)).raw()
    quiet.on('error', () => {})
    quiet.resume()
    const begun = performance.now()
    assert.equal(await node.stop(), 0)
    assert.ok(seconds(begun) < 20, `it took ${seconds(begun)} s`)
    bare.destroy()
    quiet.destroy()
  })

  it('lets a message that is on its way come to its 202', async () => {
    await using world = await createWorld()
    const node = await world.start()
    const { octets } = shsMessage({})
    const socket = await world.client(world.employer(0)).raw()
    const begun = untilSaid(socket, 'HTTP/1.1 100')
    socket.write(`${post}Content-Length: ${octets.length}\r\nExpect: 100-continue\r\n\r\n`)
    await begun
    const stopped = node.stop()
    await until('the node drains', async () =>
      (await world.logLines()).some(({ event }) => event === 'draining') ? true : undefined,
    )
    const said = untilClosed(socket)
    socket.write(octets)
    assert.match(await said, /^HTTP\/1\.1 202 /)
    assert.equal(await stopped, 0)
  })

  it('ends a node on which an answer is not read, after drainTimeout', async () => {
    await using world = await createWorld({ limits: { idleTimeout: '60s', drainTimeout: '1s' } })
    const node = await world.start()
    const message = shsMessage({ parts: [{ content: Buffer.alloc(48 * MiB, 'x') }] })
    assert.equal((await world.client(world.employer(0)).send(message.octets)).status, 202)
    const socket = await world.client(world.agency).raw()
    socket.on('error', () => {})
    socket.write(`GET /shs/ds/${agencyNumber}/${message.txId} HTTP/1.1\r\nHost: x\r\n\r\n`)
    await untilSaid(socket, 'HTTP/1.1 200')
    socket.pause()
    const begun = performance.now()
    assert.equal(await node.stop(), 0)
    assert.ok(seconds(begun) < 20, `it took ${seconds(begun)} s`)
    socket.destroy()
  })
})

describe('a paced answer', () => {
  it('has not ended while its last piece is not handed on, and throws when the reader goes', async () => {
    const outcome = Promise.withResolvers<unknown>()
    const server = createServer((_, response) => {
      const answer = new PacedAnswer(response, 60_000)
      answer.end(Buffer.alloc(64 * MiB)).then(() => outcome.resolve('ended'), outcome.resolve)
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const socket = connect(portOf(server.address()), '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await once(socket, 'data')
    socket.destroy()
    const error = await outcome.promise
    assert.ok(error instanceof Refusal && error.kind === 'brokenOff', String(error))
    server.close()
  })
})

describe('the operations port', () => {
  it('tells the log of a fault, and names it', async () => {
    const faults: unknown[] = []
    const error = new Error('the store is gone')
    const server = operationsListener({
      ready: () => Promise.reject(error),
      metrics: () => Promise.reject(error),
      fault: (error) => `fault-${faults.push(error)}`,
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const answer = await fetch(`http://127.0.0.1:${portOf(server.address())}/health/ready`)
    assert.equal(answer.status, 500)
    assert.match(await answer.text(), /fault-1/)
    assert.deepEqual(faults, [error])
    server.close()
    server.closeAllConnections()
  })
})

describe('the machines port', () => {
  it('cuts the connection and tells the journal where an answer itself cannot be made', async () => {
    const authority = await createCertificateAuthority({ name: 'CA', now: Date.now() })
    const { keyPem, certificatePem } = await authority.issue({
      organisationNumber: agencyNumber,
      commonName: 'localhost',
      hostNames: ['localhost', '127.0.0.1'],
    })
    const faults: unknown[] = []
    const server = machinesListener({
      certificates: [{ key: keyPem, certificate: certificatePem }],
      routes: [],
      // A line end in a header's value is what node:http throws at.
      caller: {
        callerOf: () =>
          Promise.reject(new Refusal('shs', 'two\nlines', { words: { sv: 'Nej.', en: 'No.' } })),
      },
      limits,
      nodeId: 'agency-1',
      clock: systemClock(),
      ids: randomIds(),
      journal: { tell() {}, fault: (_, error) => void faults.push(error) },
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    using client = mtlsClient(`https://127.0.0.1:${portOf(server.address())}`, {
      caPem: authority.certificatePem,
    })
    await assert.rejects(client.call('/shs/rs'), { code: 'ECONNRESET' })
    assert.equal(faults.length, 1)
    server.close()
  })
})

const limits: HttpLimits = {
  maxHeaderBytes: 16_384,
  headersTimeout: 5000,
  idleTimeout: 5000,
  minBytesPerSecond: 1,
  maxDiscardedBytes: MiB,
  maxConnections: 10,
  drainTimeout: 1000,
}

/** A TCP connection that never begins its handshake, and that does not close when the other end does. */
async function bareTcp(world: TestWorld): Promise<Socket> {
  const { hostname, port } = new URL(world.node().machines)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  await once(socket, 'connect')
  return socket
}

/** Resolves when the other end has closed its half, or all of it. */
function untilLetGo(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('end', resolve)
    socket.once('error', () => resolve())
    socket.resume()
  })
}

/** Writes an octet at a time until the other end has had enough. */
async function drip(socket: TLSSocket): Promise<void> {
  for await (const _ of every(100)) {
    if (socket.destroyed || !socket.writable) return
    socket.write('y')
  }
}

function written(socket: TLSSocket, piece: string | Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(piece, (error) => (error ? reject(error) : resolve()))
  })
}

function askOperator(socketPath: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { expect: '100-continue' }
    const call = request({ socketPath, method: 'POST', headers }, (response) => {
      text(response).then(resolve, reject)
    })
    call.on('error', reject)
    call.on('continue', () => call.end(body))
    call.flushHeaders()
  })
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

function seconds(since: number): number {
  return (performance.now() - since) / 1000
}
