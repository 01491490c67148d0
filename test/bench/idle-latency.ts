import { writeFile } from 'node:fs/promises'
import { setTimeout as after } from 'node:timers/promises'
import { agency, agreementDocument, employer, sickNotification } from '../../src/node/trial/trial-facts.ts'
import type { BenchOptions } from './bench-options.ts'
import { startFakePartner } from './fake-partner.ts'
import { disturbed, type Figure } from './figure.ts'
import { FreshMessage } from './fresh-message.ts'
import { serverCore } from './pinning.ts'
import { measureUsage } from './process-usage.ts'
import { SmallExchange } from './small-exchange.ts'
import { number, percentile } from './statistics.ts'
import { freePorts, openBenchPlace, receiveUrl, startBenchNode } from './two-bench-nodes.ts'

const messageBytes = 5000
const targetMilliseconds = 10
/** Between one message and the next: the node does nothing meanwhile. */
const pause = 50

interface Times {
  readonly firstByteAt: number
  readonly answeredAt: number
  readonly postedAt: number
}

/** How soon a message that comes to an idle node begins to go out to another, on a connection that is kept. */
export async function measureIdle(dir: string, options: BenchOptions): Promise<readonly Figure[]> {
  const place = await openBenchPlace(dir)
  let firstByte = Promise.withResolvers<number>()
  await using partner = await startFakePartner(await place.issue(agency), place.caPem, {
    onFirstByte: () => firstByte.resolve(performance.now()),
    onMessage: () => {},
  })
  const addresses = [{ actor: agency.number, product: sickNotification.uuid, url: receiveUrl(partner.port) }]
  await writeFile(
    place.directory,
    JSON.stringify({
      actors: [{ organisationNumber: agency.number, name: agency.name }],
      products: [{ ...sickNotification, principal: agency.number }],
      addresses,
    }),
  )
  const order = {
    of: employer,
    ports: await freePorts(),
    core: serverCore,
    registry: { 'agreement.xml': agreementDocument },
  }
  await using node = await startBenchNode(place, order, options)
  const broken = Promise.withResolvers<never>()
  // Between messages nobody waits for it.
  broken.promise.catch(() => {})
  const exchange = await SmallExchange.open(node.own, broken.reject)
  const message = new FreshMessage(messageBytes)
  const one = async (): Promise<Times> => {
    firstByte = Promise.withResolvers()
    message.renew()
    const postedAt = performance.now()
    const answered = new Promise<number>((resolve, reject) => {
      exchange.ask(message.request, (status, text) => {
        if (status === 202) resolve(performance.now())
        else reject(new Error(`refused with ${status}: ${text ?? ''}`))
      })
    })
    const [answeredAt, firstByteAt] = await Promise.race([
      Promise.all([answered, firstByte.promise]),
      broken.promise,
    ])
    return { postedAt, answeredAt, firstByteAt }
  }
  const { idleMessages } = options.effort
  // What is warm after these stays so: the code, the connection, what the directory said.
  for (let index = 0; index < idleMessages / 4; index++) await one()
  const times: Times[] = []
  const end = measureUsage(node.pid, serverCore)
  for (let index = 0; index < idleMessages; index++) {
    await after(pause)
    times.push(await one())
  }
  const usage = end()
  exchange.close()
  return [figureOf(times, disturbed(usage))]
}

function figureOf(times: readonly Times[], isDisturbed: boolean): Figure {
  const fromPost = times.map(({ postedAt, firstByteAt }) => firstByteAt - postedAt)
  const fromAnswer = times.map(({ answeredAt, firstByteAt }) => firstByteAt - answeredAt)
  const [p50, p99] = [percentile(fromPost, 0.5), percentile(fromPost, 0.99)]
  return {
    part: 'node-to-node',
    name: 'idle, from posting to the first octet at the other node',
    node: `p50 ${number(p50, 2)} ms`,
    bare: '',
    ratio: '',
    spread: `${number(percentile(fromPost, 0), 2)}–${number(p99, 2)} (p99)`,
    target: `p50 ≤ ${targetMilliseconds} ms`,
    reached: p50 <= targetMilliseconds,
    disturbed: isDisturbed,
    note: `${times.length} messages, one at a time; counted from the 202: p50 ${number(percentile(fromAnswer, 0.5), 2)} ms`,
    values: { p50, p99, fromAnswer: percentile(fromAnswer, 0.5) },
  }
}
