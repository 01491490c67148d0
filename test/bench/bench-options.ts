import { parseArgs } from 'node:util'

/** The figures that the bench can take, in the order in which it takes them. */
export const parts = ['accept', 'large', 'memory', 'list', 'node-to-node', 'black-hole'] as const

export type Part = (typeof parts)[number]

/** How much of everything is measured. */
export interface Effort {
  /** Rounds of each pair; the median counts. */
  readonly rounds: number
  /** Seconds of one round of accept. */
  readonly seconds: number
  readonly connections: readonly number[]
  /** Octets of the message of `large`. */
  readonly largeBytes: number
  /** Octets of the message of `memory`. */
  readonly hugeBytes: number
  /** Octets of each of the 64 messages of `memory` that travel at once. */
  readonly manyBytes: number
  /** Messages that wait in the mailbox of `list`. */
  readonly waiting: number
  /** Lists asked for with each condition. */
  readonly lists: number
  /** Messages of one round of node-to-node. */
  readonly exchanges: number
  /** Messages of node-to-node that go one at a time. */
  readonly idleMessages: number
  /** Runs of black-hole, with and without one each. */
  readonly holeRuns: number
}

export interface BenchOptions {
  readonly only: readonly Part[]
  readonly effort: Effort
  readonly quick: boolean
  /** Where the data of the servers lies; undefined for a folder of the bench's own choice. */
  readonly dir: string | undefined
  /** Where the figures go as JSON. */
  readonly json: string | undefined
  /** Where the node's CPU profiles go; figures of such a run are lower. */
  readonly profile: string | undefined
  /** Run the node from src/ instead of what is built of it. */
  readonly fromSource: boolean
}

const mebibyte = 1024 * 1024

const wholeEffort: Effort = {
  rounds: 5,
  seconds: 4,
  connections: [1, 8, 32],
  largeBytes: 1024 * mebibyte,
  hugeBytes: 10 * 1024 * mebibyte,
  manyBytes: 64 * mebibyte,
  waiting: 100_000,
  lists: 200,
  exchanges: 4_000,
  idleMessages: 200,
  holeRuns: 11,
}

const quickEffort: Effort = {
  rounds: 2,
  seconds: 2,
  connections: [1, 8, 32],
  largeBytes: 128 * mebibyte,
  hugeBytes: 1024 * mebibyte,
  manyBytes: 8 * mebibyte,
  waiting: 10_000,
  lists: 30,
  exchanges: 4_000,
  idleMessages: 40,
  holeRuns: 3,
}

/** What `npm run bench -- --help` prints. */
export const usage = `npm run bench -- [PART …] [--quick] [--json FILE] [--dir FOLDER]
                 [--rounds N] [--connections 1,8,32] [--profile FOLDER] [--source]

  PART           the figures to take, of ${parts.join(', ')}; all of them unless told otherwise
  --only         the same, with commas between
  --quick        a first look: fewer rounds, smaller messages, 10,000 waiting
  --json         also write the figures to a file
  --dir          where the data lies; must not be tmpfs
  --rounds       rounds of each pair
  --connections  of accept
  --profile      write CPU profiles of the node there and sum them up (the figures suffer)
  --source       run the node from src/ instead of building dist/
`

/** Reads the command line; undefined when only the usage is wanted. Throws on words that it doesn't know. */
export function benchOptions(args: readonly string[]): BenchOptions | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      dir: { type: 'string' },
      rounds: { type: 'string' },
      connections: { type: 'string' },
      profile: { type: 'string' },
      source: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return undefined
  const base = values.quick ? quickEffort : wholeEffort
  const named = [...positionals, ...(values.only?.split(',') ?? [])]
  const connections = values.connections?.split(',').map((text) => wholeNumber('--connections', text))
  return {
    only: named.length === 0 ? parts : named.map(partNamed),
    effort: {
      ...base,
      ...(values.rounds === undefined ? {} : { rounds: wholeNumber('--rounds', values.rounds) }),
      ...(connections === undefined ? {} : { connections }),
    },
    quick: values.quick,
    dir: values.dir,
    json: values.json,
    profile: values.profile,
    fromSource: values.source,
  }
}

function partNamed(name: string): Part {
  const found = parts.find((part) => part === name)
  if (found === undefined)
    throw new Error(`${name} is no part of the bench: it must be of ${parts.join(', ')}`)
  return found
}

function wholeNumber(option: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`${option} ${text}: it must be a whole number from 1 on`)
  return Number(text)
}
