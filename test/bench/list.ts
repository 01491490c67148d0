import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { Agent, get } from 'node:https'
import { buffer } from 'node:stream/consumers'
import { join } from 'node:path'
import type { BenchOptions } from './bench-options.ts'
import { type Figure, usageNote } from './figure.ts'
import { type Arrivals, listQuestions } from './list-questions.ts'
import { mailboxPath, startBare, startNode } from './node-under-test.ts'
import { serverCore } from './pinning.ts'
import { measureUsage, type Usage } from './process-usage.ts'
import { number, percentile } from './statistics.ts'
import type { Target } from './target.ts'
import { fill } from './waiting-messages.ts'

const targetMilliseconds = 50

interface Asked {
  readonly name: string
  readonly times: readonly number[]
  readonly hits: number
  readonly usage: Usage
}

/** 200 from all that waits in one mailbox, asked for in every way; the same octets from a bare server beside it. */
export async function measureList(dir: string, options: BenchOptions): Promise<readonly Figure[]> {
  const { waiting, lists } = options.effort
  await mkdir(dir)
  await using node = await startNode(join(dir, 'node'), options)
  const halfway = Math.floor(waiting / 2)
  await fill(node.employer, halfway)
  const middle = localDateTime(new Date())
  await fill(node.employer, waiting - halfway)
  const caller = new Caller(node.agency)
  const plain = await caller.list(mailboxPath)
  await writeFile(join(dir, 'bare'), plain)
  await using bare = await startBare('list', dir, node)
  const bareCaller = new Caller(bare.target)
  const questions = listQuestions(await arrivals(caller, middle))
  const figures: Figure[] = []
  for (const { name, query } of questions) {
    const theirs = await ask(name, bareCaller, '/', lists, bare.pid)
    const ours = await ask(name, caller, `${mailboxPath}?${query}`, lists, node.pid)
    figures.push(figureOf(ours, theirs, waiting))
  }
  caller.close()
  bareCaller.close()
  return figures
}

/** Asks for lists over one connection that stays open. */
class Caller {
  readonly #agent: Agent
  readonly #port: number

  constructor({ port, key, certificate, ca }: Target) {
    this.#port = port
    this.#agent = new Agent({
      keepAlive: true,
      maxSockets: 1,
      key,
      cert: certificate,
      ca,
      servername: 'localhost',
    })
  }

  async list(path: string): Promise<Buffer> {
    const request = get({ host: '127.0.0.1', port: this.#port, path, agent: this.#agent })
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    const body = await buffer(response)
    if (response.statusCode === 200) return body
    throw new Error(`${path} was answered ${response.statusCode}: ${body.toString('latin1')}`)
  }

  close(): void {
    this.#agent.destroy()
  }
}

async function ask(name: string, caller: Caller, path: string, lists: number, pid: number): Promise<Asked> {
  const first = await caller.list(path)
  const end = measureUsage(pid, serverCore)
  const times: number[] = []
  for (let index = 0; index < lists; index++) {
    const begun = performance.now()
    await caller.list(path)
    times.push(performance.now() - begun)
  }
  return { name, times, hits: first.toString('latin1').split('<message ').length - 1, usage: end() }
}

async function arrivals(caller: Caller, middle: string): Promise<Arrivals> {
  const one = async (order: string): Promise<string> => {
    const text = (await caller.list(`${mailboxPath}?maxhits=1&arrivalorder=${order}`)).toString('latin1')
    const found = /timestamp="([^"]+)"/.exec(text)
    if (found?.[1] === undefined) throw new Error(`a list has no timestamp: ${text}`)
    return found[1]
  }
  return { first: await one('ascending'), middle, last: await one('descending') }
}

/** As labels and lists write a time. */
function localDateTime(at: Date): string {
  return at.toLocaleString('sv-SE', { timeZone: 'Europe/Stockholm' }).replace(' ', 'T')
}

function figureOf(ours: Asked, theirs: Asked, waiting: number): Figure {
  const p99 = percentile(ours.times, 0.99)
  const pair = ({ times }: Asked): string =>
    `p50 ${number(percentile(times, 0.5), 1)}, p99 ${number(percentile(times, 0.99), 1)} ms`
  return {
    part: 'list',
    name: ours.name,
    node: pair(ours),
    bare: pair(theirs),
    ratio: number(percentile(ours.times, 0.5) / percentile(theirs.times, 0.5), 1),
    spread: `${number(Math.min(...ours.times), 1)}–${number(Math.max(...ours.times), 1)}`,
    target: `p99 ≤ ${targetMilliseconds} ms`,
    reached: p99 <= targetMilliseconds,
    note: `${ours.hits} hits of ${number(waiting, 0)}; ${usageNote(ours.usage, undefined)}`,
    values: {
      p50: percentile(ours.times, 0.5),
      p99,
      hits: ours.hits,
      bareP99: percentile(theirs.times, 0.99),
    },
  }
}
