import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { bugTable, findBugs } from './bug-table.ts'
import { bugs } from './bugs/bugs.ts'
import { hunt, newSeeds } from './hunt.ts'
import { huntReport, violationReport } from './report.ts'

// npm run simulate -- --bugs, or [--seed S] [--hours H] [--seconds N] [--jobs N] [--nodes N] [--bug NAME] [--trace FILE]
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    hours: { type: 'string', default: '24' },
    seconds: { type: 'string' },
    nodes: { type: 'string' },
    jobs: { type: 'string' },
    bug: { type: 'string' },
    bugs: { type: 'boolean', default: false },
    trace: { type: 'string' },
  },
})

const hours = Number(values.hours)
const seconds = Number(values.seconds ?? 0)
const nodes = values.nodes === undefined ? undefined : Number(values.nodes)
const seed = values.seed === undefined ? undefined : Number(values.seed)
const bug = values.bug === undefined ? undefined : bugs.get(values.bug)
const counts = [hours, seconds, nodes ?? 2, seed ?? 0]
if (counts.some((count) => !(count >= 0)) || (values.bug !== undefined && bug === undefined)) {
  console.error(
    `usage: npm run simulate -- [--seed S] [--hours H] [--seconds N] [--jobs N] [--nodes 2-5] [--trace FILE] [--bug ${[...bugs.keys()].join('|')}]`,
  )
  process.exit(2)
}

const jobs = Number(values.jobs ?? 1)
if (jobs > 1) process.exit(await hunters(jobs, process.argv.slice(2)))

if (values.bugs) {
  const finds = await findBugs(bugs.values(), seed ?? 1000, hours, seconds || 120)
  console.log(bugTable(finds))
  process.exit(finds.every((find) => find.hunt.found !== undefined) ? 0 : 1)
}

/** So many processes, each with seeds of its own; 1 where one of them found something. */
async function hunters(count: number, words: readonly string[]): Promise<number> {
  const apart = 1_000_000
  const first = seed ?? Math.floor(Math.random() * 2 ** 30)
  const codes = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const own = ['--jobs', '1', '--seed', String(first + index * apart)]
      const hunter = spawn(process.execPath, [import.meta.filename, ...words, ...own], { stdio: 'inherit' })
      const [code, signal]: unknown[] = await once(hunter, 'close')
      if (typeof signal === 'string')
        console.error(`the hunter from seed ${own[3]} on was ended by ${signal}`)
      return code === 0
    }),
  )
  return codes.every(Boolean) ? 0 : 1
}

const { trace } = values
if (trace !== undefined) writeFileSync(trace, '')
const result = await hunt(
  newSeeds(seed),
  {
    hours,
    ...(nodes === undefined ? {} : { nodes }),
    ...(bug === undefined ? {} : { bug }),
    ...(trace === undefined ? {} : { onTrace: (text) => writeFileSync(trace, text, { flag: 'a' }) }),
  },
  (passed) => passed < seconds,
)
console.log(huntReport(result))
console.log(`trace ${result.trace}`)
if (result.found !== undefined) {
  const repeat = {
    hours,
    ...(nodes === undefined ? {} : { nodes }),
    ...(bug === undefined ? {} : { bug: bug.name }),
  }
  console.error(violationReport(result.found, repeat))
}
process.exit(result.found === undefined ? 0 : 1)
