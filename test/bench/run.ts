import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { measureAccept } from './accept.ts'
import { type BenchOptions, benchOptions, type Part, usage } from './bench-options.ts'
import { openPlace } from './bench-place.ts'
import { measureBlackHole } from './black-hole.ts'
import type { Figure } from './figure.ts'
import { measureLarge } from './large.ts'
import { measureList } from './list.ts'
import { fileSystemOf, machineLines, syncsPerSecond } from './machine.ts'
import { measureMemory } from './memory.ts'
import { measureNodeToNode } from './node-to-node.ts'
import { build } from './node-under-test.ts'
import { generatorCore, pinSelf, secondServerCore, serverCore } from './pinning.ts'
import { summarise } from './profile-summary.ts'
import { markdown, type PartReport } from './report.ts'

const syncMilliseconds = 1000

const measures: Readonly<Record<Part, (dir: string, options: BenchOptions) => Promise<readonly Figure[]>>> = {
  accept: measureAccept,
  large: measureLarge,
  memory: measureMemory,
  list: measureList,
  'node-to-node': measureNodeToNode,
  'black-hole': measureBlackHole,
}

/** Takes the figures one part after the other; each has a fresh node. */
async function bench(options: BenchOptions): Promise<void> {
  if (!options.fromSource) build()
  pinSelf()
  if (options.profile !== undefined) mkdirSync(options.profile, { recursive: true })
  await using place = await openPlace(options.dir)
  const head = [
    ...machineLines(),
    `Data on ${await fileSystemOf(place.dir)}`,
    `Server with all its threads on core ${serverCore}, a second one on core ${secondServerCore}, load generator on core ${generatorCore}`,
    `Taken ${new Date().toISOString()} with \`npm run bench -- ${process.argv.slice(2).join(' ')}\``,
  ]
  const reports: PartReport[] = []
  for (const part of options.only) {
    console.error(`${part} …`)
    const syncs = syncsPerSecond(place.dir, syncMilliseconds)
    reports.push({ part, syncs, figures: await measures[part](join(place.dir, part), options) })
  }
  console.log(markdown(head, reports))
  if (options.json !== undefined)
    writeFileSync(options.json, `${JSON.stringify({ head, reports }, undefined, 2)}\n`)
  if (options.profile !== undefined) console.log(summarise(options.profile))
}

// What is left behind, servers and data, goes with the process: see server-process.ts and bench-place.ts.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))

const options = benchOptions(process.argv.slice(2))
if (options === undefined) console.log(usage)
else await bench(options)
