import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { DatabaseSync } from 'node:sqlite'
import { socketPath, socketToCall } from '../../src/node/socket-path.ts'
import { kvittens } from '../support/node-process.ts'
import { organisationNumber } from '../support/organisation-numbers.ts'
import { shsMessage } from '../support/shs-message.ts'
import { agencyNumber, createWorld } from '../support/test-world.ts'

/** An organisation as a YAML document. */
function organisation(kind: 'actor' | 'tenant', number: string, name: string, more = ''): string {
  return `kind: ${kind}\norganisationNumber: "${number}"\nname: ${name}\n${more}`
}

/** What the store in a folder answers, a text for each row. */
function asked(data: string, sql: string): readonly string[] {
  const database = new DatabaseSync(join(data, 'kvittens.db'), { readOnly: true })
  try {
    return database
      .prepare(sql)
      .all()
      .map(({ text }) => String(text))
  } finally {
    database.close()
  }
}

function rowsIn(data: string): readonly string[] {
  return asked(data, "SELECT kind || ' ' || id AS text FROM registry ORDER BY kind, id")
}

/** Who changed the registry, by the ledger. */
function usersIn(data: string): readonly string[] {
  return asked(data, "SELECT detail ->> 'user' AS text FROM audit WHERE detail IS NOT NULL ORDER BY id")
}

describe('a registry', () => {
  let dir = ''

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kvittens-registry-'))
  })

  after(() => rm(dir, { recursive: true }))

  /** Settings of a node that never runs, with a store of its own. */
  async function place(name: string): Promise<{ readonly config: string; readonly data: string }> {
    const config = join(dir, `${name}.yaml`)
    const data = join(dir, name)
    await writeFile(
      config,
      [
        `node: { id: n, actor: "${agencyNumber}", name: Myndigheten, dataDir: "${data}" }`,
        'machines: { listen: "127.0.0.1:0", certificates: [ { key: k, certificate: c } ], trust: [ t ] }',
        '',
      ].join('\n'),
    )
    return { config, data }
  }

  async function importing(config: string, yaml: string, ...options: readonly string[]): Promise<unknown> {
    const file = join(dir, 'registry.yaml')
    await writeFile(file, yaml)
    const { code, stdout, stderr } = await kvittens([
      'import',
      file,
      '--config',
      config,
      '--json',
      ...options,
    ])
    assert.equal(code, 0, stderr)
    return JSON.parse(stdout)
  }

  it("takes the node's own actor at the first import, whatever it says, and keeps it through a prune", async () => {
    const { config, data } = await place('own')
    const own = organisation('actor', agencyNumber, 'Exempelmyndigheten', 'mailbox: true\n')
    assert.deepEqual(await importing(config, own), { added: 0, changed: 1, unchanged: 0, removed: 0 })
    assert.deepEqual(usersIn(data), ['kvittens', userInfo().username])
    assert.deepEqual(await importing(config, own), { added: 0, changed: 0, unchanged: 1, removed: 0 })
    const another = organisation('actor', organisationNumber(3), 'Bolaget')
    assert.deepEqual(await importing(config, another, '--prune'), {
      added: 1,
      changed: 0,
      unchanged: 0,
      removed: 0,
    })
    assert.deepEqual(rowsIn(data), [`actor ${agencyNumber}`, `actor ${organisationNumber(3)}`].toSorted())
  })

  it('holds an organisation under one kind, so that a prune leaves none of its rights', async () => {
    const { config, data } = await place('kinds')
    const number = organisationNumber(3)
    const right = `providers: [ { number: "${organisationNumber(4)}", may: [ send ] } ]\n`
    await importing(config, organisation('actor', number, 'Bolaget', right))
    await importing(config, organisation('tenant', number, 'Bolaget', right))
    assert.deepEqual(rowsIn(data), [`actor ${agencyNumber}`, `tenant ${number}`])
    await importing(config, organisation('actor', number, 'Bolaget'))
    assert.deepEqual(rowsIn(data), [`actor ${agencyNumber}`, `actor ${number}`].toSorted())
    const again = await importing(config, organisation('actor', number, 'Bolaget'))
    assert.deepEqual(again, { added: 0, changed: 0, unchanged: 1, removed: 0 })
    await importing(config, organisation('tenant', number, 'Bolaget', right))
    await importing(config, organisation('actor', agencyNumber, 'M', 'mailbox: true\n'), '--prune')
    assert.deepEqual(rowsIn(data), [`actor ${agencyNumber}`])
  })

  it('is reached through the running node where the path of its data is longer than a socket takes', async () => {
    const dataDir = join(dir, 'long'.repeat(15), 'path'.repeat(15), 'data')
    await mkdir(dataDir, { recursive: true })
    await using cleaning = new AsyncDisposableStack()
    cleaning.defer(() => rm(dirname(socketToCall(dataDir)), { recursive: true, force: true }))
    const world = cleaning.use(await createWorld({ dataDir }))
    await world.start()
    const imported = await importing(world.config, organisation('actor', organisationNumber(7), 'Bolaget'))
    assert.deepEqual(imported, { added: 1, changed: 0, unchanged: 0, removed: 0 })
    assert.equal(await world.node().stop(), 0)
  })
})

describe('the socket of the operator', () => {
  it('lies in the data, or where that is too deep in a folder for its user alone', async () => {
    await using cleaning = new AsyncDisposableStack()
    const dir = await mkdtemp(join(tmpdir(), 'kvittens-socket-'))
    cleaning.defer(() => rm(dir, { recursive: true }))
    assert.equal(socketPath(dir), join(dir, 'operator.sock'))
    const deep = join(dir, 'deep'.repeat(30))
    await mkdir(deep)
    const path = socketToCall(deep)
    const folder = dirname(path)
    cleaning.defer(() => rm(folder, { recursive: true, force: true }))
    await assert.rejects(stat(folder), { code: 'ENOENT' })
    assert.equal(socketPath(deep), path)
    assert.equal((await stat(folder)).mode & 0o777, 0o700)
    assert.equal(socketToCall(deep), path)

    await chmod(folder, 0o777)
    for (const find of [socketPath, socketToCall])
      assert.throws(() => find(deep), { code: 'SocketFolderNotOurs' })
    await rm(folder, { recursive: true })
    await symlink(dir, folder)
    for (const find of [socketPath, socketToCall])
      assert.throws(() => find(deep), { code: 'SocketFolderNotOurs' })
  })
})

describe('limits of a message', () => {
  it('above the standard ones are kept to', async () => {
    await using world = await createWorld({ limits: { maxLabelBytes: '256KiB', maxHeaderBytes: '60KiB' } })
    await world.start()
    const employer = world.client(world.employer(0))
    const meta = Array.from({ length: 150 }, (_, index) => [`m${index}`, 'x'.repeat(1000)] as const)
    const from = world.employer(0).number
    const labelled = await employer.send(shsMessage({ from, meta }).octets)
    assert.equal(labelled.status, 202, labelled.text)
    const part = {
      content: Buffer.from('x'),
      headers: [
        'Content-Type: text/plain',
        'Content-Transfer-Encoding: binary',
        ...Array.from({ length: 40 }, (_, index) => `X-${index}: ${'y'.repeat(900)}`),
      ],
    }
    const headed = await employer.send(shsMessage({ from, parts: [part] }).octets)
    assert.equal(headed.status, 202, headed.text)
  })

  it('below the standard ones are kept to', async () => {
    await using world = await createWorld({ limits: { maxHeaderBytes: '8KiB' } })
    await world.start()
    const part = {
      content: Buffer.from('x'),
      headers: ['Content-Type: text/plain', `X-Long: ${'y'.repeat(9000)}`],
    }
    const answer = await world
      .client(world.employer(0))
      .send(shsMessage({ from: world.employer(0).number, parts: [part] }).octets)
    assert.equal(answer.status, 400)
    assert.match(answer.text, /maxHeaderBytes/)
  })
})
