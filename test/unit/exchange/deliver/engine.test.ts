import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { createExchange, type Exchange } from '../../../../src/exchange/exchange.ts'
import type { Clock } from '../../../../src/exchange/ports/clock.ts'
import type { Ports } from '../../../../src/exchange/ports/ports.ts'
import type { Timers } from '../../../../src/exchange/ports/timers.ts'
import { pingProduct } from '../../../../src/exchange/agreements/question.ts'
import { assemble } from '../../../../src/node/assemble.ts'
import { callNobody } from '../../../../src/node/call-nobody.ts'
import { loadConfig } from '../../../../src/node/config/load-config.ts'
import { organisationNumber } from '../../../support/organisation-numbers.ts'
import { shsMessage } from '../../../support/shs-message.ts'
import { testClock } from '../../../support/test-clock.ts'
import { type TestTimers, testTimers } from '../../../support/test-timers.ts'
import { until } from '../../../support/until.ts'
import { messageIn } from '../../../support/message-in.ts'

const own = '2021000001'
const partner = organisationNumber(1)
const other = organisationNumber(2)

/** A node's deliveries on a clock that the test moves; its peers answer as the test says. */
interface Place extends AsyncDisposable {
  readonly exchange: Exchange
  readonly timers: TestTimers
  /** Addresses that were called, in order. */
  readonly calls: readonly string[]
  /** The time on its clock, milliseconds. */
  readonly now: () => number
  /** Questions to the log for messages whose time has come. */
  readonly looks: () => number
  send(to: string): Promise<string>
}

type Answer = Awaited<ReturnType<Ports['peers']['deliver']>>

const accepted: Answer = { kind: 'accepted', duplicate: false }
const silent: Answer = { kind: 'failed', because: 'connection', words: { sv: 'Tyst.', en: 'Silent.' } }

async function openPlace(
  answer: (url: string) => Answer | Promise<Answer>,
  { delivery = 'retry: "10ms", giveUpAfter: 100ms', tick = 0.3 } = {},
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
  // As Node's: whole milliseconds by a clock that may be behind, so before the time is up; and time passes meanwhile.
  const early: Timers = {
    after: (milliseconds, run) => timers.after(Math.max(0, Math.floor(milliseconds) - 1), run),
  }
  const ticking: Clock = {
    now: () => Math.floor(clock.now()),
    monotonic() {
      clock.advance(tick)
      return clock.monotonic()
    },
  }
  const calls: string[] = []
  let looks = 0
  const ports: Ports = {
    ...assembled.ports,
    clock: ticking,
    timers: early,
    messageLog: {
      ...assembled.ports.messageLog,
      due(query) {
        looks += 1
        return assembled.ports.messageLog.due(query)
      },
      async nextDue(query) {
        const next = await assembled.ports.messageLog.nextDue(query)
        // A question takes its time.
        clock.advance(0.5)
        return next
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
    now: () => clock.now(),
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

/** Goes from timer to timer until a message is in a state; how long that took by the node's clock, milliseconds. */
async function stepUntil(place: Place, id: string, state: string): Promise<number> {
  const begun = place.now()
  await until(`${id} ${state}`, async () => {
    for (let time = 0; time < 50; time += 1) {
      if ((await stateOf(place, id)) === state) return true
      place.timers.step(20)
      // What goes on meanwhile comes to its next wait: its questions to the log are before this one.
      await stateOf(place, id)
      await turn()
    }
    return undefined
  })
  return place.now() - begun
}

const stateOf = async ({ exchange }: Place, id: string): Promise<string> =>
  (await messageIn(exchange, id)).state

describe('deliveries', () => {
  it('a message that comes while its destination is left alone goes as soon as that may be tried', async () => {
    let up = false
    await using place = await openPlace(() => (up ? accepted : silent))
    const first = await place.send(partner)
    await stepUntil(place, first, 'quarantined')
    // What its last silence makes of the destination comes after what it makes of the message.
    for (let turns = 0; turns < 10; turns += 1) await turn()
    const calls = place.calls.length
    assert.ok(calls >= 3, 'it is left alone after three')

    up = true
    const second = await place.send(partner)
    assert.equal(place.calls.length, calls, 'left alone')
    const took = await stepUntil(place, second, 'sent')
    assert.ok(took < 6_000, `after ${took} ms`)
  })

  it('to a destination that answers again go on without a rest longer than its pause', async () => {
    for (const tick of [0.11, 0.23, 0.37]) {
      await using place = await openPlace(() => (place.calls.length > 4 ? accepted : silent), {
        delivery: 'retry: "200ms", giveUpAfter: 10m',
        tick,
      })
      const ids = [await place.send(partner), await place.send(partner), await place.send(partner)]
      let took = 0
      for (const id of ids) took += await stepUntil(place, id, 'sent')
      // Left alone for two seconds, and then for four.
      assert.ok(took < 9_000, `after ${took} ms`)
    }
  })

  it('rest where nothing waits, also after a destination that did not answer', async () => {
    await using place = await openPlace(() => silent)
    const first = await place.send(partner)
    await stepUntil(place, first, 'quarantined')
    const looks = place.looks()
    const begun = place.now()
    while (place.now() - begun < 120_000 && place.looks() - looks < 1000) {
      place.timers.step(1000)
      await stateOf(place, first)
      await turn()
    }
    assert.ok(place.looks() - looks < 20, `looked ${place.looks() - looks} times in two minutes`)
  })

  it('what waits for a full destination goes when there is room, whatever was looked for meanwhile', async () => {
    const { promise: slow, resolve: answerSlow } = Promise.withResolvers<Answer>()
    await using place = await openPlace(
      (url) => (url.includes(partner) && place.calls.length === 1 ? slow : accepted),
      { delivery: 'perDestination: 1' },
    )
    const [first, second] = [await place.send(partner), await place.send(partner)]
    // The other's delivery, and a timer, look for what is due while the partner is full.
    const third = await place.send(other)
    await until('the third is sent', async () => (await stateOf(place, third)) === 'sent' || undefined)
    place.timers.step(21_000)
    await turn()
    await stateOf(place, third)
    answerSlow(accepted)
    for (const id of [first, second])
      await until('it is sent', async () => (await stateOf(place, id)) === 'sent' || undefined)
  })

  it('that wait for a full destination go one after the other, and are not sought for each', async () => {
    const answers: ((answer: Answer) => void)[] = []
    const slow = (): Promise<Answer> => new Promise((resolve) => answers.push(resolve))
    await using place = await openPlace(slow, { delivery: 'perDestination: 1' })
    const ids: string[] = []
    for (let count = 0; count < 30; count += 1) ids.push(await place.send(partner))
    const looks = place.looks()
    for (const id of ids) {
      const answer = await until('it is called', () => answers.shift())
      answer(accepted)
      await until('it is sent', async () => (await stateOf(place, id)) === 'sent' || undefined)
    }
    assert.equal(place.calls.length, ids.length)
    assert.ok(place.looks() - looks < 10, `looked ${place.looks() - looks} times for ${ids.length}`)
  })
})
