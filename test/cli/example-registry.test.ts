import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { kvittens } from './kvittens.ts'

const registry = fileURLToPath(new URL('../../examples/registry', import.meta.url))
const product = '5c1e0000-0000-4000-8000-000000000001'

describe('examples/registry', () => {
  let dir = ''
  let config = ''
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kvittens-example-'))
    config = join(dir, 'kvittens.yaml')
    await writeFile(
      config,
      `node: { id: agency-1, actor: "2021000001", name: Exempelmyndigheten, dataDir: ./data }
machines:
  listen: 127.0.0.1:0
  certificates: [ { key: none.key, certificate: none.crt } ]
  trust: [ none.crt ]
operations: { listen: 127.0.0.1:0 }
`,
    )
  })
  after(() => rm(dir, { recursive: true, force: true }))

  it('is imported as it is, and lets the employer send to the agency', async () => {
    const imported = await kvittens(['import', registry, '--config', config])
    assert.equal(imported.code, 0, imported.stderr)
    const question = ['may', '--from', '5560000001', '--to', '2021000001', '--product', product]
    const allowed = await kvittens([...question, '--config', config])
    assert.equal(allowed.code, 0, allowed.stdout + allowed.stderr)
    assert.match(allowed.stdout, /a6ee0000-0000-4000-8000-000000000001/)
  })
})
