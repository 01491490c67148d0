#!/usr/bin/env node
// Parsed by any Node that knows ES modules, however old: what is newer is behind the check.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const major = Number(process.versions.node.split('.')[0])

if (major < 24) {
  const swedish = /^sv/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '')
  console.error(
    swedish
      ? `kvittens: OldNode: Kvittens behöver Node.js 24 eller nyare; det här är ${process.versions.node}.\n` +
          'Installera en nyare från https://nodejs.org/; i källkodsträdet räcker `npm ci` och sedan `npx kvittens`.'
      : `kvittens: OldNode: Kvittens needs Node.js 24 or newer; this is ${process.versions.node}.\n` +
          'Install a newer one from https://nodejs.org/; in the repository `npm ci` and then `npx kvittens` will do.',
  )
  process.exitCode = 1
} else {
  // The repository runs from its sources, the package from what was built of them. What the sources compile to is kept
  // in the repository's own folder: never in a shared one, where others could put code of theirs.
  const source = new URL('../src/cli/main.ts', import.meta.url)
  const inRepository = existsSync(source)
  if (inRepository) {
    const { enableCompileCache } = await import('node:module')
    enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/kvittens', import.meta.url)))
  }
  const program = inRepository ? source : new URL('../dist/cli/main.js', import.meta.url)
  await (await import(program.href)).main()
}
