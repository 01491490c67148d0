import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { createExchange, type Exchange } from '../../../../src/exchange/exchange.ts'
import type { Ports } from '../../../../src/exchange/ports/ports.ts'
import { pingProduct } from '../../../../src/exchange/agreements/question.ts'
import { assemble } from '../../../../src/node/assemble.ts'
import { callNobody } from '../../../../src/node/call-nobody.ts'
import { loadConfig } from '../../../../src/node/config/load-config.ts'
import { organisationNumber } from '../../../support/organisation-numbers.ts'
import { shsMessage } from '../../../support/shs-message.ts'
import { testClock } from '../../../support/test-clock.ts'
import { type TestTimers, testTimers } from '../../../support/test-timers.ts'
import { until } from '../../../support/until.ts'

const own = '2021000001'
const partner = organisationNumber(1)
const other = organisationNumber(2)

/** A node's deliveries on a clock that the test moves; its peers answer as the test says. */
interface Place extends AsyncDisposable {
  readonly exchange: Exchange
  readonly timers: TestTimers
  /** Addresses that were called, in order. */
  readonly calls: readonly string[]
  /** Questions to the log for messages whose time has come. */
  readonly looks: () => number
  send(to: string): Promise<string>
}

type Answer = Awaited<ReturnType<Ports['peers']['deliver']>>

const accepted: Answer = { kind: 'accepted', duplicate: false }
const silent: Answer = { kind: 'failed', because: 'connection', words: { sv: 'Tyst.', en: 'Silent.' } }

async function openPlace(
  answer: (url: string) => Answer | Promise<Answer>,
  delivery = 'retry: "10ms", giveUpAfter: 100ms',
): Promise<Place> {
  await using opening = new AsyncDisposableStack()
  const dir = await mkdtemp(join(tmpdir(), 'kvittens-engine-'))
  opening.defer(() => rm(dir, { recursive: true }))
  const file = join(dir, 'kvittens.yaml')
  await mkdir(join(dir, 'data'))
  await writeFile(
    file,
    `node: { id: n, actor: "${own}", name: N, dataDir: ./data }
machines: { listen: "127.0.0.1:0", certificates: [ { key: k, certificate: c } ], trust: [ t ] }
delivery: { ${delivery} }
`,
  )
  const config = await loadConfig({ file, env: {} })
  const assembled = opening.use(await assemble(config, { logLevel: 'silent', openPeers: callNobody }))
  const clock = testClock()
  const timers = testTimers(clock)
  const calls: string[] = []
  let looks = 0
  const ports: Ports = {
    ...assembled.ports,
    clock,
    timers,
    messageLog: {
      ...assembled.ports.messageLog,
      due(query) {
        looks += 1
        return assembled.ports.messageLog.due(query)
      },
    },
    peers: {
      ...assembled.ports.peers,
      async deliver({ url }) {
        calls.push(url)
        return answer(url)
      },
    },
  }
  const exchange = createExchange(ports, assembled.exchange.node)
  const partners = [partner, other].map((number) => ({
    kind: 'actor' as const,
    organisationNumber: number,
    name: number,
    deliveryAddress: `https://${number}.example/shs/rs`,
  }))
  await exchange.import(partners, { prune: false, force: false }, 'test')
  exchange.deliveries.start()
  opening.defer(() => exchange.deliveries.stop())
  const opened = opening.move()
  return {
    exchange,
    timers,
    calls,
    looks: () => looks,
    async send(to) {
      const { octets } = shsMessage({ from: own, to, product: pingProduct })
      async function* body(): AsyncIterable<Uint8Array> {
        yield octets
      }
      const caller = { number: own, side: 'production', fingerprint: '', alsoSpeaksFor: [] } as const
      const taken = await exchange.receive({ caller, channel: 'shs', body: body() })
      assert.ok(taken.kind === 'accepted')
      return taken.message.receiptId
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

/** Moves the clock on in small steps until something is there, and lets what goes on meanwhile come to its step. */
async function advanceUntil({ timers }: Place, step: number, there: () => Promise<boolean>): Promise<void> {
  await until('it has come', async () => {
    timers.advance(step)
    await turn()
    return (await there()) || undefined
  })
}

const stateOf = async ({ exchange }: Place, id: string): Promise<string> => (await exchange.message(id)).state

describe('deliveries', () => {
  it('a message that comes while its destination is left alone goes as soon as that may be tried', async () => {
    let up = false
    await using place = await openPlace(() => (up ? accepted : silent))
    const first = await place.send(partner)
    await advanceUntil(place, 10, async () => (await stateOf(place, first)) === 'quarantined')
    const calls = place.calls.length
    assert.ok(calls >= 3, 'it is left alone after three')

    up = true
    const second = await place.send(partner)
    assert.equal(place.calls.length, calls, 'left alone')
    place.timers.advance(16_000)
    await until('the second is sent', async () => (await stateOf(place, second)) === 'sent' || undefined)
  })

  it('rest where nothing waits, also after a destination that did not answer', async () => {
    await using place = await openPlace(() => silent)
    const first = await place.send(partner)
    await advanceUntil(place, 10, async () => (await stateOf(place, first)) === 'quarantined')
    const looks = place.looks()
    for (let second = 0; second < 120; second += 1) {
      place.timers.advance(1000)
      await turn()
      await place.exchange.message(first)
    }
    assert.ok(place.looks() - looks < 20, `looked ${place.looks() - looks} times in two minutes`)
  })

  it('what waits for a full destination goes when there is room, whatever was looked for meanwhile', async () => {
    const { promise: slow, resolve: answerSlow } = Promise.withResolvers<Answer>()
    await using place = await openPlace(
      (url) => (url.includes(partner) && place.calls.length === 1 ? slow : accepted),
      'perDestination: 1',
    )
    const [first, second] = [await place.send(partner), await place.send(partner)]
    // The other's delivery, and a timer, look for what is due while the partner is full.
    const third = await place.send(other)
    await until('the third is sent', async () => (await stateOf(place, third)) === 'sent' || undefined)
    place.timers.advance(21_000)
    await turn()
    await place.exchange.message(third)
    answerSlow(accepted)
    for (const id of [first, second])
      await until('it is sent', async () => (await stateOf(place, id)) === 'sent' || undefined)
  })
})
