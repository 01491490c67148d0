import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { inProcessCoordination } from '../../../../src/adapters/coordination/in-process.ts'
import { createExchange, type Exchange } from '../../../../src/exchange/exchange.ts'
import type { AuditRow } from '../../../../src/exchange/ports/message-log.ts'
import type { OutgoingOctets, PeerAnswer } from '../../../../src/exchange/ports/peers.ts'
import type { Ports } from '../../../../src/exchange/ports/ports.ts'
import type { RegistryEntry, Standing } from '../../../../src/exchange/ports/registry.ts'
import { Refusal } from '../../../../src/exchange/refusal.ts'
import { assemble, type Assembled } from '../../../../src/node/assemble.ts'
import { callNobody } from '../../../../src/node/call-nobody.ts'
import { loadConfig } from '../../../../src/node/config/load-config.ts'
import { testClock } from '../../../support/test-clock.ts'
import { type TestTimers, testTimers } from '../../../support/test-timers.ts'
import { until } from '../../../support/until.ts'
import { agency, employer, product, stranger } from '../agreements/samples.ts'

/** Where in a write a process dies: before anything is written, or when it is written and not yet told. */
export type Moment = 'before' | 'after'

/** A node with a real store, whose process may die and be started again on what it has left. */
export interface TestNode {
  readonly number: string
  readonly exchange: Exchange
  readonly ports: Ports
  /** Gives a command until it is answered by a process that lives that long. */
  command<T>(give: (exchange: Exchange) => Promise<T>): Promise<T>
  standing(uuid: string): Promise<Standing | undefined>
  /** The events of the ledger, in order. */
  events(): Promise<readonly AuditRow[]>
}

/** Two nodes that hand each other their messages; each registry knows both actors and a third one. */
export interface TwoExchanges extends AsyncDisposable {
  /** Its actor is the principal. */
  readonly agency: TestNode
  readonly employer: TestNode
  /** Writes of both nodes so far, to registry or log. */
  readonly writes: number
  /** Lets the node die that does the write of this number, in it. */
  dieAtWrite(number: number, moment: Moment): void
  /** Calls back after each write. */
  onWrite(look: () => Promise<void>): void
  /** Moves the clock on, milliseconds; what waits for a time is looked at afterwards. */
  pass(milliseconds: number): void
  /** Moves the clock on until something is there. */
  advanceUntil(what: string, there: () => Promise<boolean>): Promise<void>
}

interface Place {
  readonly number: string
  readonly assembled: Assembled
  life: Life
}

/** A process: what it waits for when it dies never comes. */
interface Life {
  readonly exchange: Exchange
  readonly timers: TestTimers
  readonly died: Promise<void>
  die(): void
}

const never = new Promise<never>(() => {})

export async function openTwoExchanges(): Promise<TwoExchanges> {
  await using opening = new AsyncDisposableStack()
  const clock = testClock()
  const places = new Map<string, Place>()
  let writes = 0
  let fuse: { readonly at: number; readonly moment: Moment } | undefined
  let look: () => Promise<void> = async () => {}

  for (const number of [agency, employer]) {
    const assembled = opening.use(await assembleNode(number, opening))
    const place: Place = { number, assembled, life: live(number, assembled) }
    places.set(number, place)
    await place.life.exchange.import(registryOf(number), { prune: false, force: false }, 'test')
    opening.defer(() => place.life.exchange.deliveries.stop())
  }
  writes = 0

  function live(number: string, assembled: Assembled): Life {
    const { promise: died, resolve: end } = Promise.withResolvers<void>()
    let alive = true
    const timers = testTimers(clock)
    const die = (): void => {
      alive = false
      end()
    }
    const whileAlive = async <T>(result: Promise<T>): Promise<T> => {
      const value = await result
      return alive ? value : never
    }
    async function write<T>(toWrite: () => Promise<T>): Promise<T> {
      if (!alive) return never
      writes += 1
      const burns = fuse?.at === writes ? fuse.moment : undefined
      if (burns === 'before') crash(number)
      if (!alive) return never
      const result = await toWrite()
      await look()
      if (burns === 'after') crash(number)
      return alive ? result : never
    }
    const { messageLog, registry } = assembled.ports
    const ports: Ports = {
      ...assembled.ports,
      clock,
      timers,
      coordination: inProcessCoordination(),
      messageLog: { ...messageLog, commit: (changes) => write(() => messageLog.commit(changes)) },
      registry: { ...registry, apply: (...change) => write(() => registry.apply(...change)) },
      peers: {
        ...assembled.ports.peers,
        deliver: ({ url }, message) => whileAlive(call(number, url, message)),
      },
    }
    const exchange = createExchange(ports, assembled.exchange.node)
    exchange.deliveries.start()
    return { exchange, timers, died, die }
  }

  function crash(number: string): void {
    const place = placeOf(number)
    place.life.die()
    place.life = live(number, place.assembled)
  }

  function placeOf(number: string): Place {
    const place = places.get(number)
    if (place === undefined) throw new Error(`${number} has no node`)
    return place
  }

  async function call(from: string, url: string, message: OutgoingOctets): Promise<PeerAnswer> {
    const life = places.get(new URL(url).hostname.split('.')[0] ?? '')?.life
    const broken: PeerAnswer = {
      kind: 'failed',
      because: 'connection',
      words: { sv: 'Bruten.', en: 'Broken.' },
    }
    if (life === undefined) return broken
    return Promise.race([take(life.exchange, from, message.pieces()), life.died.then(() => broken)])
  }

  function node(number: string): TestNode {
    const { ports } = placeOf(number).assembled
    return {
      number,
      ports,
      get exchange() {
        return placeOf(number).life.exchange
      },
      async command(give) {
        for (;;) {
          const { exchange, died } = placeOf(number).life
          const answered = await Promise.race([
            give(exchange).then((answer) => ({ answer })),
            died.then(() => undefined),
          ])
          if (answered !== undefined) return answered.answer
        }
      },
      async standing(uuid) {
        const [entry] = await ports.registry.agreements([uuid])
        return entry?.negotiation?.standing
      },
      async events() {
        await ports.messageLog.numberAudit()
        const rows: AuditRow[] = []
        for await (const some of ports.messageLog.audit(0)) rows.push(...some)
        return rows
      },
    }
  }

  const opened = opening.move()
  return {
    agency: node(agency),
    employer: node(employer),
    get writes() {
      return writes
    },
    dieAtWrite(at, moment) {
      fuse = { at, moment }
    },
    onWrite(then) {
      look = then
    },
    pass(milliseconds) {
      clock.advance(milliseconds)
    },
    advanceUntil: (what, there) =>
      until(what, async () => {
        for (const { life } of places.values()) life.timers.step(10)
        await turn()
        return (await there()) || undefined
      }).then(() => undefined),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

/** What a node's receive service says to a message from whoever has a certificate of a number. */
export async function take(
  exchange: Exchange,
  from: string,
  body: AsyncIterable<Uint8Array>,
): Promise<PeerAnswer> {
  try {
    const caller = { number: from, side: 'production', fingerprint: '', alsoSpeaksFor: [] } as const
    const taken = await exchange.receive({ caller, channel: 'shs', body })
    return { kind: 'accepted', duplicate: taken.kind === 'accepted' && taken.duplicate }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { code, words } = error
    return { kind: 'refused', status: error.kind === 'forbidden' ? 403 : 400, code, words }
  }
}

async function assembleNode(number: string, opening: AsyncDisposableStack): Promise<Assembled> {
  const dir = await mkdtemp(join(tmpdir(), 'kvittens-establish-'))
  opening.defer(() => rm(dir, { recursive: true }))
  const file = join(dir, 'kvittens.yaml')
  await mkdir(join(dir, 'data'))
  await writeFile(
    file,
    `node: { id: n${number}, actor: "${number}", name: N, dataDir: ./data }
machines: { listen: "127.0.0.1:0", certificates: [ { key: k, certificate: c } ], trust: [ t ] }
delivery: { retry: "10ms", giveUpAfter: 10s }
`,
  )
  const config = await loadConfig({ file, env: {} })
  return assemble(config, { logLevel: 'silent', openPeers: callNobody })
}

function registryOf(own: string): readonly RegistryEntry[] {
  const others = [agency, employer, stranger].filter((number) => number !== own)
  return [
    ...others.map((number) => ({
      kind: 'actor' as const,
      organisationNumber: number,
      name: number,
      deliveryAddress: `https://${number}.example/shs/rs`,
    })),
    { kind: 'product', uuid: product, name: 'P', principal: agency, document: '' },
  ]
}
