import { parseArgs } from 'node:util'
import { killRounds } from './kill-rounds.ts'
import { resultTable } from './result-table.ts'
import { sabotages } from './sabotage.ts'

// npm run kill -- --rounds N --seed S [--keep] [--sabotage KIND]
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '25' },
    seed: { type: 'string' },
    keep: { type: 'boolean', default: false },
    sabotage: { type: 'string' },
  },
})
const rounds = Number(values.rounds)
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed)
const harm = sabotages.find((one) => one === values.sabotage)
if (
  !Number.isInteger(rounds) ||
  !Number.isInteger(seed) ||
  (values.sabotage !== undefined && harm === undefined)
) {
  console.error(`usage: npm run kill -- --rounds N --seed S [--keep] [--sabotage ${sabotages.join('|')}]`)
  process.exit(2)
}
const result = await killRounds({
  rounds,
  seed,
  keep: values.keep,
  report: (line) => console.log(line),
  ...(harm === undefined ? {} : { sabotage: harm }),
})
for (const violation of result.violations) console.error(`violation: ${violation}`)
console.log(`\n${resultTable(result, seed)}`)
if (result.dir !== undefined) console.log(`\nkept in ${result.dir}`)
process.exit(result.violations.length === 0 ? 0 : 1)
