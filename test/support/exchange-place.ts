import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createExchange, type Exchange } from '../../src/exchange/exchange.ts'
import type { Caller } from '../../src/exchange/access/caller.ts'
import type { MessageRecord } from '../../src/exchange/ports/message-log.ts'
import type { Ports } from '../../src/exchange/ports/ports.ts'
import type { Actor, RegistryEntry } from '../../src/exchange/ports/registry.ts'
import type { Accepted } from '../../src/exchange/receive/receive.ts'
import { assemble } from '../../src/node/assemble.ts'
import { callNobody } from '../../src/node/call-nobody.ts'
import { loadConfig } from '../../src/node/config/load-config.ts'
import { messageIn } from './message-in.ts'
import { type MessageFacts, shsMessage } from './shs-message.ts'
import { type TestClock, testClock } from './test-clock.ts'
import { type TestTimers, testTimers } from './test-timers.ts'

export const ownNumber = '2021000001'

/** What a node does with its messages, on a clock that the test moves, with a real store behind it. */
export interface ExchangePlace extends AsyncDisposable {
  readonly exchange: Exchange
  readonly ports: Ports
  readonly clock: TestClock
  readonly timers: TestTimers
  import(entries: readonly RegistryEntry[]): Promise<void>
  /** Sends as an organisation, whose own certificate it shows. */
  send(by: string, facts: MessageFacts): Promise<Accepted['message']>
  /** As `send`, and all of the answer. */
  take(by: string, octets: Uint8Array): ReturnType<Exchange['receive']>
  record(receiptId: string): Promise<MessageRecord>
}

export interface ExchangePlaceOptions {
  /** Ports in place of those of the node. */
  readonly ports?: (ports: Ports) => Partial<Ports>
  readonly settings?: string
  /** Whether deliveries go. */
  readonly delivers?: boolean
}

export function callerOf(number: string, more: Partial<Caller> = {}): Caller {
  return { number, side: 'production', fingerprint: '', alsoSpeaksFor: [], ...more }
}

export async function openExchangePlace({
  ports: override = () => ({}),
  settings = '',
  delivers = false,
}: ExchangePlaceOptions = {}): Promise<ExchangePlace> {
  await using opening = new AsyncDisposableStack()
  const dir = await mkdtemp(join(tmpdir(), 'kvittens-exchange-'))
  opening.defer(() => rm(dir, { recursive: true }))
  const file = join(dir, 'kvittens.yaml')
  await mkdir(join(dir, 'data'))
  await writeFile(
    file,
    `node: { id: n, actor: "${ownNumber}", name: N, dataDir: ./data }
machines: { listen: "127.0.0.1:0", certificates: [ { key: k, certificate: c } ], trust: [ t ] }
${settings}
`,
  )
  const config = await loadConfig({ file, env: {} })
  const assembled = opening.use(await assemble(config, { logLevel: 'silent', openPeers: callNobody }))
  const clock = testClock()
  const timers = testTimers(clock)
  const base: Ports = { ...assembled.ports, clock, timers }
  const ports: Ports = { ...base, ...override(base) }
  const exchange = createExchange(ports, assembled.exchange.node)
  if (delivers) {
    exchange.deliveries.start()
    opening.defer(() => exchange.deliveries.stop())
  }
  const take = (by: string, octets: Uint8Array): ReturnType<Exchange['receive']> => {
    async function* body(): AsyncIterable<Uint8Array> {
      yield octets
    }
    return exchange.receive({ caller: callerOf(by), channel: 'shs', body: body() })
  }
  const opened = opening.move()
  return {
    exchange,
    ports,
    clock,
    timers,
    async import(entries) {
      await exchange.import(entries, { prune: false, force: false }, 'test')
    },
    take,
    async send(by, facts) {
      const taken = await take(by, shsMessage(facts).octets)
      assert.ok(taken.kind === 'accepted')
      return taken.message
    },
    record: (id) => messageIn(exchange, id),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

/** An organisation with a node of its own. */
export function remoteActor(number: string): Actor {
  return {
    kind: 'actor',
    organisationNumber: number,
    name: number,
    deliveryAddress: `https://${number}.example/shs/rs`,
  }
}
