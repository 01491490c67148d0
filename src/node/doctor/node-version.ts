import { readFile } from 'node:fs/promises'
import { type Check, fail, ok, outcome } from './check.ts'

/** Whether the Node that runs this is one that the package says it needs (`engines` of package.json). */
export function nodeVersion(running = process.versions.node): Check {
  return {
    name: 'node',
    async run() {
      const wanted = await wantedNode()
      if (isAtLeast(running, wanted))
        return outcome(ok({ sv: `Node.js ${running}.`, en: `Node.js ${running}.` }))
      return outcome(
        fail(
          {
            sv: `Node.js ${running} är för gammal; Kvittens behöver ${wanted} eller nyare.`,
            en: `Node.js ${running} is too old; Kvittens needs ${wanted} or newer.`,
          },
          {
            sv: 'Installera en nyare från https://nodejs.org/.',
            en: 'Install a newer one from https://nodejs.org/.',
          },
        ),
      )
    },
  }
}

/** The least version in `"engines": { "node": ">=N" }`. */
async function wantedNode(): Promise<string> {
  const text = await readFile(new URL('../../../package.json', import.meta.url), 'utf8')
  const manifest: unknown = JSON.parse(text)
  const engines =
    typeof manifest === 'object' && manifest !== null && 'engines' in manifest && manifest.engines
  const node = typeof engines === 'object' && engines !== null && 'node' in engines && engines.node
  const least = /^>=\s*([\d.]+)$/.exec(String(node))?.[1]
  if (least === undefined) throw new Error('package.json does not say which Node is needed')
  return least
}

function isAtLeast(running: string, wanted: string): boolean {
  return running.localeCompare(wanted, 'en', { numeric: true }) >= 0
}
