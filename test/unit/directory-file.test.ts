import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { readDirectoryFile, writeDirectoryFile } from '../../src/adapters/directory/file/directory-file.ts'
import { filePublisher } from '../../src/adapters/directory/file/file-publisher.ts'
import { fileSource } from '../../src/adapters/directory/file/file-source.ts'

const uuid = '5c1e0000-0000-4000-8000-000000000001'

describe('a directory file', () => {
  let dir: string

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kvittens-directory-'))
  })
  after(() => rm(dir, { recursive: true }))

  it('is read as a person writes it', () => {
    const file = readDirectoryFile(`
actors:
  - organisationNumber: 202100-0001
    name: Exempelmyndigheten
addresses:
  - { actor: 2021000001, product: urn:X-shs:${uuid.toUpperCase()}, url: https://agency.example/shs/rs }
`)
    assert.deepEqual(file, {
      actors: [{ number: '2021000001', name: 'Exempelmyndigheten' }],
      products: [],
      agreements: [],
      addresses: [{ actor: '2021000001', product: uuid, url: 'https://agency.example/shs/rs' }],
    })
    assert.deepEqual(readDirectoryFile(writeDirectoryFile(file)), file)
    assert.deepEqual(readDirectoryFile(JSON.stringify({ actors: [] })).actors, [])
    assert.deepEqual(readDirectoryFile('').products, [])
  })

  const faults: readonly [string, RegExp][] = [
    ['- a', /at the top/],
    ['actors: x', /the top: actors/],
    ['actors: [ { organisationNumber: "1", name: x } ]', /actors\[0\]: organisationNumber/],
    ['actors: [ { organisationNumber: "2021000001" } ]', /actors\[0\]: name/],
    [`addresses: [ { actor: "2021000001", product: ${uuid}, url: "file:///x" } ]`, /addresses\[0\]: url/],
    [
      `agreements: [ { uuid: ${uuid}, principal: "2021000001", products: [ x ] } ]`,
      /agreements\[0\]: products/,
    ],
    [
      `agreements: [ { uuid: ${uuid}, principal: "2021000001", products: [], transferType: x } ]`,
      /agreements\[0\]: transferType/,
    ],
    ['node: { id: x }', /the top: node/],
    ['actors: [ { organisationNumber: "2021000001", name: x, nmae: y } ]', /actors\[0\]: nmae/],
    ['a: [', /makes no sense/],
  ]
  for (const [text, words] of faults) {
    it(`says where it makes no sense: ${text}`, async () => {
      const path = join(dir, 'bad.yaml')
      await writeFile(path, text)
      await assert.rejects(fileSource(path).probe(), { code: 'DirectoryUnavailable', message: words })
    })
  }

  it('takes publications made at once, and leaves nothing beside it', async () => {
    const path = join(dir, 'many.yaml')
    await writeFile(path, '')
    const publisher = filePublisher({ path, actor: '2021000001' })
    const address = { kind: 'address', actor: '2021000001', url: 'https://agency.example/' } as const
    const products = Array.from({ length: 20 }, (_, index) => uuid.slice(0, -2) + String(index + 10))
    await Promise.all(products.map((product) => publisher.publish({ ...address, product })))
    const found = await fileSource(path).addresses(
      products.map((product) => ({ actor: '2021000001', product })),
    )
    assert.ok(found.every((one) => one?.url === address.url))
    assert.ok((await readdir(dir)).every((name) => !name.endsWith('.part')))
  })

  it('does not let an id be taken by another', async () => {
    const path = join(dir, 'others.yaml')
    await writeFile(path, `products: [ { uuid: ${uuid}, name: a, principal: "2021000001" } ]`)
    const publisher = filePublisher({ path, actor: '5560000001' })
    await assert.rejects(publisher.publish({ kind: 'product', uuid, name: 'b', principal: '5560000001' }), {
      code: 'PublishingRefused',
    })
  })
})
