import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { setTimeout as after } from 'node:timers/promises'
import { employer, sickNotification } from '../../src/node/trial/trial-facts.ts'
import { organisationNumber } from '../support/organisation-numbers.ts'
import { agreementFile } from '../support/shs-documents.ts'
import { shsMessage } from '../support/shs-message.ts'
import type { BenchOptions } from './bench-options.ts'
import { startFakePartner } from './fake-partner.ts'
import { disturbed, type Figure, usageNote } from './figure.ts'
import { serverCore } from './pinning.ts'
import { postAll } from './post-all.ts'
import { measureUsage, medianUsage, type Usage } from './process-usage.ts'
import { median, number, spread } from './statistics.ts'
import { StoreView } from './store-view.ts'
import {
  type BenchNode,
  type BenchPlace,
  freePorts,
  openBenchPlace,
  receiveUrl,
  startBenchNode,
} from './two-bench-nodes.ts'

/** Partners besides the one that is a black hole for one of the nodes. */
const others = 99
const messagesEach = 10
/** More than a node has in hand at once. */
const messagesToTheOne = 300
const lookMilliseconds = 20
const content = Buffer.alloc(4000, '10 191212121212 20261005 20261018 100\r\n')
/** What may be noise. */
const most = 1.1

const theOne = organisationNumber(1000)
const otherNumbers: readonly string[] = Array.from({ length: others }, (_, index) =>
  organisationNumber(1001 + index),
)

interface Run {
  readonly milliseconds: number
  readonly usage: Usage
}

/**
 * How long 99 partners wait for theirs from a node for which a hundredth accepts connections and never answers, beside a
 * node for which that one is as the others. Each has first been sent more for it than a node has in hand at once.
 */
export async function measureBlackHole(dir: string, options: BenchOptions): Promise<readonly Figure[]> {
  await using partners = await startPartners(await openBenchPlace(dir))
  await using hole = await startHole()
  await using withHole = await startSender('with', hole.port, partners.place, options)
  await using without = await startSender('without', partners.onePort, partners.place, options)
  const ours: Run[] = []
  const theirs: Run[] = []
  // The first of each warms up, and opens the connections.
  for (let index = 0; index <= options.effort.holeRuns; index++) {
    theirs.push(await run(without, partners, { arrive: messagesToTheOne, stay: 0 }))
    ours.push(await run(withHole, partners, { arrive: 0, stay: messagesToTheOne * (index + 1) }))
  }
  if (hole.connections === 0) throw new Error('nothing went into the black hole')
  return [figureOf(ours.slice(1), theirs.slice(1))]
}

interface Partners extends AsyncDisposable {
  readonly place: BenchPlace
  /** Where the one takes in what it is sent, as the others do. */
  readonly onePort: number
  /** Resolves when all of them have got so many more. */
  got(messages: number): Promise<void>
}

async function startPartners(place: BenchPlace): Promise<Partners> {
  await using starting = new AsyncDisposableStack()
  let left = 0
  let done = Promise.withResolvers<void>()
  const events = {
    onFirstByte: () => {},
    onMessage: () => {
      left--
      if (left === 0) done.resolve()
    },
  }
  const start = async (partner: string): Promise<number> => {
    const identity = await place.issue({ number: partner, name: partner })
    return starting.use(await startFakePartner(identity, place.caPem, events)).port
  }
  const onePort = await start(theOne)
  const addresses: object[] = []
  for (const actor of otherNumbers) {
    addresses.push({ actor, product: sickNotification.uuid, url: receiveUrl(await start(actor)) })
  }
  const actors = otherNumbers.map((organisationNumber) => ({ organisationNumber, name: organisationNumber }))
  const products = [{ ...sickNotification, principal: theOne }]
  await writeFile(place.directory, JSON.stringify({ actors, products, addresses }))
  const started = starting.move()
  return {
    place,
    onePort,
    got(messages) {
      left += messages
      done = Promise.withResolvers()
      return done.promise
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  }
}

/** Accepts connections, and says nothing. */
async function startHole(): Promise<
  { readonly port: number; readonly connections: number } & AsyncDisposable
> {
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer((socket) => {
    connections++
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.resume()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    get connections() {
      return connections
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

async function startSender(
  name: string,
  onePort: number,
  place: BenchPlace,
  options: BenchOptions,
): Promise<BenchNode> {
  const agreements = [theOne, ...otherNumbers].map((principal, index) =>
    agreementFile({
      uuid: `a9ee0000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      principal,
      product: sickNotification.uuid,
    }),
  )
  const one = [
    'kind: actor',
    `organisationNumber: "${theOne}"`,
    'name: The one',
    `deliveryAddress: ${receiveUrl(onePort)}`,
    '',
  ]
  const registry = { ...Object.assign({}, ...agreements), 'one.yaml': one.join('\n') }
  const order = { name, of: employer, ports: await freePorts(), core: serverCore, registry }
  return startBenchNode(place, order, options)
}

/** What becomes of the messages to the one. */
interface Fate {
  /** So many of these arrive. */
  readonly arrive: number
  /** So many in all are in the node's queue from then on. */
  readonly stay: number
}

/** Sends what is for the one first; when the node rests, the time counts until all the others have theirs. */
async function run(node: BenchNode, partners: Partners, { arrive, stay }: Fate): Promise<Run> {
  const toTheOne = Array.from({ length: messagesToTheOne }, () => messageTo(theOne))
  const oneHasIts = arrive === 0 ? undefined : partners.got(arrive)
  await postAll(node.own, toTheOne)
  await oneHasIts
  using store = new StoreView(node.dataDir)
  while (store.onTheirWay() !== stay) await after(lookMilliseconds)
  const messages: Buffer[] = []
  for (let count = 0; count < messagesEach; count++) messages.push(...otherNumbers.map(messageTo))
  const end = measureUsage(node.pid, serverCore)
  const begun = performance.now()
  await Promise.all([partners.got(messages.length), postAll(node.own, messages)])
  return { milliseconds: performance.now() - begun, usage: end() }
}

function messageTo(to: string): Buffer {
  const parts = [{ content, fileName: 'sjukanmalan.txt' }]
  return shsMessage({ from: employer.number, to, product: sickNotification.uuid, parts }).octets
}

function figureOf(ours: readonly Run[], theirs: readonly Run[]): Figure {
  const times = (runs: readonly Run[]): number[] => runs.map(({ milliseconds }) => milliseconds)
  const usage = (runs: readonly Run[]): Usage => medianUsage(runs.map((one) => one.usage))
  const ratio = median(times(ours)) / median(times(theirs))
  return {
    part: 'black-hole',
    name: `${others * messagesEach} messages to ${others} partners, beside one that never answers`,
    node: `${number(median(times(ours)), 0)} ms`,
    bare: `without it ${number(median(times(theirs)), 0)} ms`,
    ratio: number(ratio, 3),
    spread: `${spread(times(ours), 0)}; ${spread(times(theirs), 0)}`,
    target: `no later: ≤ ${most}`,
    reached: ratio <= most,
    disturbed: disturbed(usage(ours), usage(theirs)),
    note: `medians of ${ours.length} alternating runs; with it: ${usageNote(usage(ours), undefined)}; without: ${usageNote(usage(theirs), undefined)}`,
    values: { ours: times(ours), theirs: times(theirs), ratio },
  }
}
