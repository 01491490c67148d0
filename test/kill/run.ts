import { parseArgs } from 'node:util'
import { killRounds } from './kill-rounds.ts'
import { resultTable } from './result-table.ts'
import { sabotages } from './sabotage.ts'
import { twoNodeRounds } from './two-nodes/two-node-rounds.ts'
import { twoNodeSabotages } from './two-nodes/two-node-sabotage.ts'
import { twoNodeTable } from './two-nodes/two-node-table.ts'

// npm run kill -- [--nodes 1|2] --rounds N --seed S [--keep] [--sabotage KIND]
const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '25' },
    seed: { type: 'string' },
    keep: { type: 'boolean', default: false },
    sabotage: { type: 'string' },
  },
})
const rounds = Number(values.rounds)
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed)
const { keep } = values
const report = (line: string): void => console.log(line)
if (!Number.isInteger(rounds) || !Number.isInteger(seed)) usage()
if (values.nodes === '1') {
  const result = await killRounds({ rounds, seed, keep, report, ...harmOf(sabotages) })
  end(resultTable(result, seed), result)
} else if (values.nodes === '2') {
  const result = await twoNodeRounds({ rounds, seed, keep, report, ...harmOf(twoNodeSabotages) })
  end(twoNodeTable(result, seed), result)
} else usage()

function harmOf<S extends string>(kinds: readonly S[]): { readonly sabotage?: S } {
  if (values.sabotage === undefined) return {}
  const sabotage = kinds.find((one) => one === values.sabotage)
  return sabotage === undefined ? usage() : { sabotage }
}

function end(
  table: string,
  { violations, dir }: { readonly violations: readonly string[]; readonly dir?: string },
): never {
  for (const violation of violations) console.error(`violation: ${violation}`)
  console.log(`\n${table}`)
  if (dir !== undefined) console.log(`\nkept in ${dir}`)
  process.exit(violations.length === 0 ? 0 : 1)
}

function usage(): never {
  console.error(`usage: npm run kill -- [--nodes 1] --rounds N --seed S [--keep] [--sabotage ${sabotages.join('|')}]
       npm run kill -- --nodes 2 --rounds N --seed S [--keep] [--sabotage ${twoNodeSabotages.join('|')}]`)
  process.exit(2)
}
