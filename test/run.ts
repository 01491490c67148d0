import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { needs } from './support/needs.ts'

// Every suite in one run of Node's own test runner; named files are run alone.
const named = process.argv.slice(2)
const files = named.length > 0 ? named : globSync('test/**/*.test.ts').toSorted()
needs()
const { status } = spawnSync(process.execPath, ['--test', '--test-concurrency=2', ...files], {
  stdio: 'inherit',
})
process.exit(status ?? 1)
