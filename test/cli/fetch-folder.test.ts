import assert from 'node:assert/strict'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { makeFolder } from '../../src/cli/fetch/make-folder.ts'

describe('the folder that files are fetched into', () => {
  let dir = ''

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kvittens-folder-'))
  })

  after(() => rm(dir, { recursive: true }))

  it('has its own name synced where it is new, and those of the new folders above it', async () => {
    const synced: string[] = []
    await makeFolder(join(dir, 'a', 'b'), async (folder) => {
      await stat(join(dir, 'a', 'b'))
      synced.push(folder)
    })
    assert.deepEqual(synced, [join(dir, 'a'), dir])
  })

  it('is let be where it is there', async () => {
    const synced: string[] = []
    await makeFolder(dir, async (folder) => void synced.push(folder))
    assert.deepEqual(synced, [])
    await makeFolder(join(dir, 'c'))
    assert.ok((await stat(join(dir, 'c'))).isDirectory())
  })
})
