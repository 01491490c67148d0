import assert from 'node:assert/strict'
import { symlink, lstat, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { createWorld, stranger, type TestWorld } from '../support/test-world.ts'
import { until } from '../support/until.ts'
import { type Ended, kvittens } from './kvittens.ts'

const ping = '00000000-0000-0000-0000-000000000000'

let world: TestWorld

/** Asks with a file, as an employer; later options go before earlier ones. */
function request(...args: readonly string[]): Promise<Ended> {
  return requestAt(world.node().machines, args)
}

function requestAt(url: string, args: readonly string[]): Promise<Ended> {
  const { certificate, key } = world.employer(0)
  const connection = ['--url', url, '--cert', certificate, '--key', key, '--ca', world.ca]
  return kvittens(['request', ...connection, ...args], { cwd: world.dir })
}

before(async () => {
  world = await createWorld()
  await world.start()
  await writeFile(join(world.dir, 'fråga.txt'), 'Hur mår noden?')
})

after(() => world[Symbol.asyncDispose]())

describe('kvittens request', () => {
  it('asks a real node, and prints the file of its reply as it is', async () => {
    const { code, stdout, stderr } = await request('fråga.txt', '-p', ping)
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: 'ping agency-1\r\n', stderr: '' })
  })

  it('writes the reply over the file that is named, and keeps a link to it', async () => {
    const place = join(world.dir, 'svar')
    await mkdir(place)
    await writeFile(join(place, 'svar.txt'), 'an older reply, which is longer than the new one')
    await symlink('svar.txt', join(place, 'länk.txt'))
    const { code, stdout, stderr } = await request('-in', 'fråga.txt', '-p', ping, '-out', 'svar/länk.txt')
    assert.equal(code, 0, stderr)
    assert.match(stdout, /^[0-9a-f-]{36} {2}15 {2}.*svar\.txt\n$/)
    assert.equal(await readFile(join(place, 'svar.txt'), 'utf8'), 'ping agency-1\r\n')
    assert.ok((await lstat(join(place, 'länk.txt'))).isSymbolicLink())
    assert.deepEqual((await readdir(place)).toSorted(), ['länk.txt', 'svar.txt'])
  })

  it('tells of the reply as JSON, with the ids, the addresses and the files', async () => {
    const txId = '3f1c9a52-0d6b-4c55-9f6e-0c2a5f1d7b10'
    const options = '-o Lönesystemet -E Kontoret --corrId korr-1 -d filer --json'.split(' ')
    const { code, stdout, stderr } = await request(
      'fråga.txt',
      '-t',
      world.agency.number,
      '-p',
      ping,
      '--tx',
      txId,
      ...options,
    )
    assert.equal(code, 0, stderr)
    const { contentId, datetime, files, ...facts } = JSON.parse(stdout)
    assert.deepEqual(facts, {
      txId,
      corrId: 'korr-1',
      from: world.agency.number,
      to: world.employer(0).number,
      originator: 'Kontoret',
      endRecipient: 'Lönesystemet',
      product: ping,
      sequenceType: 'reply',
      status: 'production',
      meta: [],
    })
    assert.match(contentId, /^[0-9a-f-]{36}$/)
    assert.match(datetime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
    assert.deepEqual(
      files.map((file: { fileName: string; bytes: number }) => [file.fileName, file.bytes]),
      [['ping.txt', 15]],
    )
    assert.equal(await readFile(join(world.dir, 'filer', 'ping.txt'), 'utf8'), 'ping agency-1\r\n')
  })

  it('leaves no file and no half one where it is refused, exit 1', async () => {
    await mkdir(join(world.dir, 'tom'))
    const { code, stdout, stderr } = await request(
      'fråga.txt',
      '-t',
      stranger,
      '-p',
      ping,
      '--out',
      'tom/svar.txt',
    )
    assert.deepEqual({ code, stdout }, { code: 1, stdout: '' })
    assert.match(stderr, /^kvittens: UnknownReceiver: /)
    assert.deepEqual(await readdir(join(world.dir, 'tom')), [])
  })

  it('may be tried again where no node answers, exit 3', async () => {
    const { code, stderr } = await requestAt('https://localhost:1', ['fråga.txt', '-p', ping])
    assert.equal(code, 3)
    assert.match(stderr, /^kvittens: NoConnection: /)
  })

  it('asks nothing where the reply could not be kept', async () => {
    const txId = '3f1c9a52-0d6b-4c55-9f6e-0c2a5f1d7b11'
    const later = '3f1c9a52-0d6b-4c55-9f6e-0c2a5f1d7b12'
    const folder = await request('fråga.txt', '-p', ping, '--tx', txId, '--out', '.')
    assert.deepEqual([folder.code, folder.stdout], [1, ''])
    assert.match(folder.stderr, /^kvittens: CannotWrite: \. is no file\.\n/)
    for (const wrong of [['--json'], ['--out', 'a', '-d', 'b']]) {
      const { code, stdout } = await request('fråga.txt', '-p', ping, '--tx', txId, ...wrong)
      assert.deepEqual([code, stdout], [2, ''])
    }
    assert.equal((await request('fråga.txt', '-p', ping, '--tx', later)).code, 0)
    const asked = await until('the log tells of a later request', async () => {
      const lines = await world.logLines()
      return lines.some((line) => line['txId'] === later) ? lines : undefined
    })
    assert.ok(!asked.some((line) => line['txId'] === txId))
  })
})
