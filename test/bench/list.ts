import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { Agent, get } from 'node:https'
import { buffer } from 'node:stream/consumers'
import { join } from 'node:path'
import type { BenchOptions } from './bench-options.ts'
import { disturbed, type Figure } from './figure.ts'
import { type Arrivals, listQuestions } from './list-questions.ts'
import { mailboxPath, startBare, startNode } from './node-under-test.ts'
import { serverCore } from './pinning.ts'
import { measureUsage, type Usage } from './process-usage.ts'
import { number, percentile, spread } from './statistics.ts'
import type { Target } from './target.ts'
import { fill } from './waiting-messages.ts'

const targetMilliseconds = 50

interface Asked {
  readonly name: string
  readonly times: readonly number[]
  readonly hits: number
  readonly usage: Usage
}

interface Pair {
  readonly ours: Asked
  readonly theirs: Asked
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
  const pairs: Pair[] = []
  for (const { name, query } of questions) {
    const theirs = await ask(name, bareCaller, '/', lists, bare.pid)
    const ours = await ask(name, caller, `${mailboxPath}?${query}`, lists, node.pid)
    pairs.push({ ours, theirs })
  }
  caller.close()
  bareCaller.close()
  return figuresOf(pairs, waiting)
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

/** The worst of all questions, then each by itself. */
function figuresOf(pairs: readonly Pair[], waiting: number): readonly Figure[] {
  const [worst] = pairs.toSorted((one, other) => p99(other.ours) - p99(one.ours))
  const each = pairs.map((pair) => figureOf(pair, waiting))
  return worst === undefined
    ? each
    : [{ ...figureOf(worst, waiting), name: `the worst: ${worst.ours.name}` }, ...each]
}

function figureOf({ ours, theirs }: Pair, waiting: number): Figure {
  const [p50, bareP50] = [percentile(ours.times, 0.5), percentile(theirs.times, 0.5)]
  const cpu = (ours.usage.server * sum(ours.times)) / ours.times.length
  return {
    part: 'list',
    name: ours.name,
    node: times(ours),
    bare: times(theirs),
    ratio: number(p50 / bareP50, 1),
    spread: `${spread(ours.times, 1)}; ${spread(theirs.times, 1)} ms`,
    target: `p99 ≤ ${targetMilliseconds} ms`,
    reached: p99(ours) <= targetMilliseconds,
    disturbed: disturbed(ours.usage),
    note:
      `${ours.hits} hits of ${number(waiting, 0)}, ${number(cpu, 1)} ms of CPU each; ` +
      `others on the node's core ${number(ours.usage.others * 100, 0)} %`,
    values: { p50, p99: p99(ours), cpu, hits: ours.hits, bareP50, bareP99: p99(theirs) },
  }
}

function times(asked: Asked): string {
  return `p50 ${number(percentile(asked.times, 0.5), 1)}, p99 ${number(p99(asked), 1)} ms`
}

function p99({ times }: Asked): number {
  return percentile(times, 0.99)
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0)
}
