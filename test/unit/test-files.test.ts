import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { testFiles } from '../support/test-files.ts'

describe('the test files of a run', () => {
  let root = ''
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'kvittens-test-files-'))
    for (const folder of ['test/conformance/deep', 'test/empty']) {
      await mkdir(join(root, folder), { recursive: true })
    }
    for (const file of ['test/one.test.ts', 'test/conformance/two.test.ts', 'test/conformance/two.ts']) {
      await writeFile(join(root, file), '')
    }
    await writeFile(join(root, 'test/conformance/deep/three.test.ts'), '')
  })
  after(() => rm(root, { recursive: true, force: true }))

  const inFolder = ['test/conformance/deep/three.test.ts', 'test/conformance/two.test.ts']

  it('are all where none is named', () => {
    assert.deepEqual(testFiles([], root), [...inFolder, 'test/one.test.ts'])
  })

  it('are those of a folder, and files by themselves', () => {
    assert.deepEqual(testFiles(['test/conformance'], root), inFolder)
    assert.deepEqual(testFiles(['test/one.test.ts', 'test/conformance/'], root), [
      'test/one.test.ts',
      ...inFolder,
    ])
  })

  it('say so where there is no such file, or none in the folder', () => {
    assert.throws(
      () => testFiles(['test/nowhere'], root),
      /test\/nowhere is neither a test file nor a folder/,
    )
    assert.throws(() => testFiles(['test/empty'], root), /test\/empty holds no test file/)
  })
})
