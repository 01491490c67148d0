import { spawnSync } from 'node:child_process'
import { needs } from './support/needs.ts'
import { testFiles } from './support/test-files.ts'

// Every suite in one run of Node's own test runner; named files, and those in named folders, are run alone.
const given = process.argv.slice(2)
const options = given.filter((one) => one.startsWith('-'))
const named = given.filter((one) => !one.startsWith('-'))
try {
  const files = testFiles(named)
  needs()
  const { status } = spawnSync(process.execPath, ['--test', '--test-concurrency=2', ...options, ...files], {
    stdio: 'inherit',
  })
  process.exitCode = status ?? 1
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 2
}
