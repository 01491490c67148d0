import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { it } from 'node:test'
import { mtlsClient } from '../support/mtls-client.ts'
import { createWorld } from '../support/test-world.ts'
import { shsMessage } from '../support/shs-message.ts'

const program = fileURLToPath(new URL('../../bin/kvittens.js', import.meta.url))

it('a node whose output nobody reads any more goes on, and ends in good order', async () => {
  await using world = await createWorld()
  const node = spawn(process.execPath, [program, 'start', '--config', world.config], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [ready] = await once(createInterface({ input: node.stdout }), 'line')
  const url = String(ready).split(' ')[1]?.split('=')[1] ?? ''
  node.stdout.destroy()
  node.stderr.destroy()
  using employer = mtlsClient(url, { identity: world.employer(0), caPem: world.caPem })
  for (let round = 0; round < 20; round++) {
    assert.equal((await employer.send(shsMessage({}).octets)).status, 202)
  }
  node.kill('SIGTERM')
  const [code] = await once(node, 'exit')
  assert.equal(code, 0)
})
