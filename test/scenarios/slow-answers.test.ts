import assert from 'node:assert/strict'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { describe, it } from 'node:test'
import { pingProduct } from '../../src/exchange/agreements/question.ts'
import { type FaultyPeer, startFaultyPeer } from '../support/faulty-peer.ts'
import { freePort } from '../support/free-port.ts'
import type { MtlsClient } from '../support/mtls-client.ts'
import type { NodeProcess } from '../support/node-process.ts'
import { organisationNumber } from '../support/organisation-numbers.ts'
import { type BuiltMessage, shsMessage } from '../support/shs-message.ts'
import { agencyNumber, createWorld } from '../support/test-world.ts'
import { until } from '../support/until.ts'

const partner = organisationNumber(40)

interface Place extends AsyncDisposable {
  readonly node: NodeProcess
  readonly agency: MtlsClient
  readonly peer: FaultyPeer
}

async function openPlace(settings: string): Promise<Place> {
  await using opening = new AsyncDisposableStack()
  const port = await freePort()
  const world = opening.use(
    await createWorld({
      registry: `kind: actor
organisationNumber: "${partner}"
name: Partner AB
deliveryAddress: https://127.0.0.1:${port}/shs/rs
`,
      settings,
    }),
  )
  const identity = await world.issue('partner', { organisationNumber: partner, commonName: 'partner' })
  const peer = opening.use(await startFaultyPeer({ identity, port }))
  const node = await world.start()
  const opened = opening.move()
  return {
    node,
    agency: world.client(world.agency),
    peer,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

function question(): BuiltMessage {
  return shsMessage({
    from: agencyNumber,
    to: partner,
    product: pingProduct,
    transferType: 'synch',
    sequenceType: 'request',
  })
}

async function delivered({ agency, peer }: Place): Promise<void> {
  peer.always({ kind: 'take' })
  const message = shsMessage({ from: agencyNumber, to: partner })
  assert.equal((await agency.send(message.octets)).status, 202)
  await until('it is delivered', () => peer.taken.has(message.txId) || undefined, 10_000)
}

describe('a peer that takes its time', () => {
  it('does not hold the node up when that stops', async () => {
    await using place = await openPlace('delivery: { idleTimeout: 300s }\nlimits: { drainTimeout: 1s }')
    const { agency, peer, node } = place
    peer.always({ kind: 'silent' })
    assert.equal((await agency.send(shsMessage({ from: agencyNumber, to: partner }).octets)).status, 202)
    await until('it is called', () => peer.calls.length > 0 || undefined)
    const begun = performance.now()
    assert.equal(await node.stop(), 0)
    const took = performance.now() - begun
    assert.ok(took < 20_000, `after ${took} ms`)
  })

  it('with its answers to questions keeps no message back', async () => {
    await using place = await openPlace('delivery: { idleTimeout: 60s, perDestination: 2 }')
    const { agency, peer } = place
    peer.always({ kind: 'silent' })
    const asked = Array.from({ length: 4 }, () => agency.send(question().octets))
    await until('it is called', () => peer.calls.length === 2 || undefined)
    await delivered(place)
    peer.resetAll()
    for (const { status } of await Promise.all(asked)) assert.equal(status, 400)
  })

  it('with answers that nobody waits for any more takes questions as before', async () => {
    await using place = await openPlace('delivery: { idleTimeout: 5s, perDestination: 2 }')
    const { agency, peer } = place
    const { promise: gone, resolve: allGone } = Promise.withResolvers<void>()
    peer.always({ kind: 'custom', handle: (request, response) => answerAfter(gone, request, response) })
    const leaving = new AbortController()
    const asked = Array.from({ length: 2 }, () =>
      agency
        .call('/shs/rs', {
          method: 'POST',
          headers: { 'content-type': 'message/rfc822' },
          body: question().octets,
          signal: leaving.signal,
        })
        .catch(() => undefined),
    )
    await until('it is called', () => peer.calls.length === 2 || undefined)
    leaving.abort()
    await Promise.all(asked)
    allGone()
    await until('its answers are left', async () => {
      const { status } = await agency.send(question().octets)
      return status === 200 || undefined
    })
    await delivered(place)
  })
})

/** Answers with a reply that no connection holds by itself. */
async function answerAfter(
  gone: Promise<void>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const octets = Buffer.concat(await Array.fromAsync(request)).toString('latin1')
  await gone
  const reply = shsMessage({
    txId: /tx\.id="([^"]+)"/.exec(octets)?.[1] ?? '',
    from: partner,
    to: agencyNumber,
    product: pingProduct,
    transferType: 'synch',
    sequenceType: 'reply',
    parts: [{ content: Buffer.alloc(3_000_000) }],
  })
  response.writeHead(200, { 'content-type': 'message/rfc822', 'content-length': reply.octets.length })
  response.end(reply.octets)
}
