import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { number } from './statistics.ts'

interface ProfileNode {
  readonly id: number
  readonly callFrame: {
    readonly functionName: string
    readonly url: string
    readonly lineNumber: number
  }
}

interface Profile {
  readonly nodes: readonly ProfileNode[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

const topFunctions = 40

/**
 * The functions that took most time by themselves, of each thread whose V8 profile lies in a folder. It is time that
 * passed: a sync that a thread waits for counts, and so does what others take of the core.
 */
export function summarise(dir: string): string {
  return readdirSync(dir)
    .filter((name) => name.endsWith('.cpuprofile'))
    .map((name) => summaryOf(name, JSON.parse(readFileSync(join(dir, name), 'utf8')) as Profile))
    .join('\n')
}

function summaryOf(name: string, { nodes, samples, timeDeltas }: Profile): string {
  const functions = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  const times = new Map<string, number>()
  let all = 0
  for (const [index, id] of samples.entries()) {
    const key = functions.get(id) ?? '?'
    const milliseconds = (timeDeltas[index] ?? 0) / 1000
    if (key === '(idle)') continue
    all += milliseconds
    times.set(key, (times.get(key) ?? 0) + milliseconds)
  }
  const top = [...times].toSorted(([, one], [, other]) => other - one).slice(0, topFunctions)
  const lines = top.map(
    ([key, time]) =>
      `${number(time, 0).padStart(8)} ms ${number((time / all) * 100, 1).padStart(5)} %  ${key}`,
  )
  return [`${name}: ${number(all, 0)} ms busy`, ...lines, ''].join('\n')
}

function nameOf({ functionName, url, lineNumber }: ProfileNode['callFrame']): string {
  const place = url === '' ? '' : ` ${url.split('/').slice(-3).join('/')}:${lineNumber + 1}`
  return `${functionName === '' ? '(anonymous)' : functionName}${place}`
}
