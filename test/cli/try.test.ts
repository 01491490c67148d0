import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { type MtlsClient, mtlsClient } from '../support/mtls-client.ts'
import { leftOut, programPath } from '../support/needs.ts'
import { listedTxIds, readMessage, readMessageList } from '../support/read-message.ts'
import { until } from '../support/until.ts'
import { inTerminal } from './in-terminal.ts'
import { kvittens } from './kvittens.ts'
import { gone, pidsOf, readTried, startTry, type Tried, type TriedNode } from './running-try.ts'

const pay = '5c1e0000-0000-4000-8000-000000000001'

let dir = ''
/** Where try makes its temporary folders. */
let temporary = ''
/** A path on which no program is. */
let noPrograms = ''

before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kvittens-try-test-'))
  noPrograms = join(dir, 'none', 'bin')
  await mkdir(noPrograms, { recursive: true })
})
after(() => rm(dir, { recursive: true, force: true }))
beforeEach(async () => {
  temporary = await mkdtemp(join(dir, 'tmp-'))
})

/** Where try finds curl, and no slapd unless it is wanted. */
async function onlyCurl(): Promise<string> {
  const folder = join(await mkdtemp(join(dir, 'curl-')), 'bin')
  await mkdir(folder)
  const found = await Promise.any(
    programPath()
      .split(':')
      .map(async (one) => {
        await stat(join(one, 'curl'))
        return join(one, 'curl')
      }),
  )
  await symlink(found, join(folder, 'curl'))
  return folder
}

/** The first of five free ports, below those that the system hands out. */
async function freeBase(): Promise<number> {
  for (let base = 20_000 + (process.pid % 1000) * 5; base < 30_000; base += 5) {
    const ports = [0, 1, 2, 3, 4].map((index) => base + index)
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return base
  }
  throw new Error('no five ports in a row are free')
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

async function clientOf(node: TriedNode, { ca }: Tried): Promise<MtlsClient> {
  return mtlsClient(node.machines, {
    caPem: await readFile(ca, 'utf8'),
    identity: {
      certificatePem: await readFile(node.certificate, 'utf8'),
      keyPem: await readFile(node.key, 'utf8'),
    },
  })
}

function once(args: readonly string[], path: string, locale = 'C.UTF-8') {
  return kvittens(['try', '--once', ...args], {
    env: { PATH: path, TMPDIR: temporary, LC_ALL: locale, KVITTENS_MACHINES_LISTEN: 'not for these nodes' },
  })
}

describe('kvittens try', () => {
  it('takes a file from the employer to the agency and back, says where everything is, and leaves nothing', async () => {
    const { code, stdout, stderr } = await once(['--json'], programPath())
    assert.equal(code, 0, stderr)
    const tried = readTried(stdout)
    const { agency, employer } = tried
    assert.notEqual(agency.machines, employer.machines)
    assert.deepEqual(
      [tried.machines, tried.operations, tried.pid, tried.receiptId],
      [agency.machines, agency.operations, agency.pid, agency.receiptId],
    )
    assert.notEqual(employer.receiptId, agency.receiptId)
    for (const { receipt } of [agency, employer]) {
      assert.match(receipt, /^status: kvitterad$/m)
      assert.match(receipt, new RegExp(`^txID: ${tried.txId}$`, 'm'))
    }
    assert.match(employer.receipt, /Delivered to the receiver's node\./)
    assert.match(agency.receipt, /Confirmation sent to the sender\./)
    for (const path of [tried.ca, employer.config, employer.key, employer.next, agency.next]) {
      assert.ok(path.startsWith(tried.dir), path)
    }
    for (const pid of pidsOf(tried)) await gone(pid)
    assert.deepEqual(await readdir(temporary), [])
  })

  it(
    'shows each step with the command that makes it',
    { skip: leftOut('curl') && 'curl is left out' },
    async () => {
      const { code, stdout, stderr } = await once([], await onlyCurl())
      assert.equal(code, 0, stderr)
      assert.match(stdout, /Up in \d+\.\d s\./)
      const curl = (...words: readonly RegExp[]): RegExp =>
        new RegExp(`^ +\\$ curl ${words.map(({ source }) => `.*${source}`).join('')}$`, 'm')
      assert.match(stdout, curl(/employer\/employer\.crt/, /@employer\/message\.shs https:\S+\/shs\/rs/))
      assert.match(stdout, curl(/agency\/agency\.crt/, /action=ack'/))
      assert.match(stdout, /✔ till: 2021000001\n +status: levererad\n/)
      assert.match(
        stdout,
        /\$ npx kvittens may --from 5560000001 --product \S+ --config \S+employer\/kvittens\.yaml\n/,
      )
      assert.match(stdout, /Allowed: The agreement \S+, which is public in the directory, allows it\./)
      assert.match(
        stdout,
        /✔ 400 MissingAgreement\n +No agreement lets 5560000001 send .* to 2120000001\.\n +Come to an agreement/,
      )
      assert.match(stdout, /✔ 200: ping agency-1\n/)
      assert.ok(!stdout.includes('\u001b'), 'no colours where nobody sees them')
    },
  )

  it('says so where the machine has no slapd, and shows our own commands where it has no curl', async () => {
    const { code, stdout, stderr } = await once([], noPrograms, 'sv_SE.UTF-8')
    assert.equal(code, 0, stderr)
    assert.match(
      stdout,
      /katalogen +directory\/directory\.yaml +en fil, eftersom slapd inte finns på den här maskinen\n/,
    )
    assert.match(stdout, /\$ npx kvittens send \S+sjukanmalan\.txt -p \S+ --url https:/)
    assert.ok(!stdout.includes('$ curl'))
    assert.match(stdout, /Ingen överenskommelse låter 5560000001 skicka/)
    assert.match(stdout, /^ +status: kvitterad$/m)
    assert.deepEqual(await readdir(temporary), [])
  })

  it('keeps a folder that it is given, with the ports that it is given, and writes nothing over', async () => {
    const kept = join(temporary, 'kept')
    const base = await freeBase()
    const first = await once(['--json', '--dir', kept, '--port-base', String(base)], noPrograms)
    assert.equal(first.code, 0, first.stderr)
    const { agency, employer } = readTried(first.stdout)
    assert.deepEqual(
      [agency.machines, agency.operations, employer.machines, employer.operations].map((url) =>
        Number(new URL(url).port),
      ),
      [base, base + 1, base + 2, base + 3],
    )
    const before = await readFile(agency.config, 'utf8')
    const again = await once(['--dir', kept], noPrograms)
    assert.equal(again.code, 1)
    assert.match(again.stderr, /^kvittens: FolderNotEmpty: /)
    assert.equal(await readFile(agency.config, 'utf8'), before)
    const checked = await kvittens(['config', 'check', '--config', employer.config])
    assert.equal(checked.code, 0, checked.stderr)
    const published = await kvittens([
      'directory',
      'publish',
      'address',
      'agreement',
      '--config',
      agency.config,
    ])
    assert.equal(published.code, 0, published.stderr)
    const applied = await kvittens(['directory', 'apply', '--config', employer.config])
    assert.ok(applied.stdout.includes(`${employer.machines}/shs/rs`), applied.stdout + applied.stderr)
  })

  it('refuses what is no port for all that it starts', async () => {
    const { code, stderr } = await once(['--port-base', '65532'], noPrograms)
    assert.equal(code, 2)
    assert.match(stderr, /a port number from 1 to 65531/)
  })

  it('starts a node again that was killed, and what has its receipt is there; Ctrl-C ends all', async () => {
    const running = await startTry(temporary, noPrograms)
    await using _running = running
    const { tried } = running
    const { agency, employer } = tried
    using byAgency = await clientOf(agency, tried)
    using byEmployer = await clientOf(employer, tried)

    process.kill(agency.pid, 'SIGKILL')
    await gone(agency.pid)
    // Taken by the employer's node while the agency's is away or on its way up.
    const sent = await byEmployer.send(await readFile(employer.next))
    assert.equal(sent.status, 202, sent.text)
    const txId = String(sent.headers['x-shs-txid'])
    await until(
      "the agency's node is up again",
      () => /agency's node is up again, process \d+/.test(running.told()) || undefined,
    )
    await until('the message comes to the agency', async () =>
      listedTxIds((await byAgency.list(agency.number)).body).includes(txId) ? true : undefined,
    )
    assert.match((await byAgency.receipt(tried.receiptId)).text, /"status": "acknowledged"/)

    process.kill(employer.pid, 'SIGKILL')
    await until(
      "the employer's node is up again",
      () => /employer's node is up again/.test(running.told()) || undefined,
    )
    assert.match((await byEmployer.receipt(employer.receiptId)).text, /"status": "acknowledged"/)
    const answered = await byAgency.send(await readFile(agency.next))
    assert.equal(answered.status, 202, answered.text)
    const replyId = String(answered.headers['x-shs-txid'])
    await until('the answer comes to the employer', async () => {
      const list = readMessageList((await byEmployer.list(employer.number)).body)
      return list.some(({ attributes }) => attributes['tx.id'] === replyId) ? true : undefined
    })
    const reply = readMessage((await byEmployer.fetch(employer.number, replyId)).body)
    assert.match(reply.parts[0]?.content.toString('latin1') ?? '', /2 poster mottagna/)

    const pids = [...running.told().matchAll(/process (\d+)/g)].map(([, pid]) => Number(pid))
    assert.deepEqual(await running.end('SIGINT'), { code: 0, signal: null })
    for (const pid of [...pids, ...pidsOf(tried)]) await gone(pid)
    assert.deepEqual(await readdir(temporary), [])
  })

  it(
    'fits a terminal, and leaves nothing when the terminal is closed',
    { skip: (process.platform !== 'linux' || leftOut('script')) && 'script is left out' },
    async () => {
      const env = { PATH: await onlyCurl(), TMPDIR: temporary, NO_COLOR: '1' }
      await using terminal = inTerminal(['try'], { columns: 80, env })
      await until('it stays up', () => /Ctrl-C/.test(terminal.told()) || undefined, 60_000)
      const lines = terminal.told().split(/\r?\n/)
      // Only what is one word may run past the edge: a URL that wants to be copied, a path in a folder with a long name.
      const long = lines.filter((line) => line.length > 80 && !line.includes(temporary) && /\S \S/.test(line))
      assert.deepEqual(long, [])
      assert.equal(lines.filter((line) => line.startsWith(`     cd ${temporary}/`)).length, 1)
      assert.ok(!lines.some((line) => line.includes(`--cert ${temporary}`)), terminal.told())
      const pids = [...terminal.told().matchAll(/process +(\d+)/g)].map(([, pid]) => Number(pid))
      assert.ok(pids.length >= 2)
      await terminal.close()
      for (const pid of pids) await gone(pid)
      await until('its folder is gone', async () =>
        (await readdir(temporary)).length === 0 ? true : undefined,
      )
    },
  )

  it('ends in good order when it is interrupted on its way up', async () => {
    const begun = until('its folder is there', async () =>
      (await readdir(temporary)).length > 0 ? true : undefined,
    )
    const { code, signal, stderr } = await kvittens(['try'], {
      env: { PATH: programPath(), TMPDIR: temporary },
      signal: begun.then(() => 'SIGINT'),
    })
    assert.deepEqual([code, signal, stderr], [0, null, ''])
    assert.deepEqual(await readdir(temporary), [])
  })

  describe('with slapd', { skip: leftOut('slapd') && 'slapd is left out' }, () => {
    it('has a real directory in which the two find each other, and starts it again when it was killed', async () => {
      const running = await startTry(temporary, programPath())
      await using _running = running
      const { employer, directory } = running.tried
      assert.equal(directory.kind, 'slapd', directory.about)
      const lookup = (): ReturnType<typeof kvittens> =>
        kvittens(['directory', 'lookup', 'address', '2021000001', pay, '--json', '--config', employer.config])
      const expected = {
        entry: { actor: '2021000001', product: pay, url: `${running.tried.machines}/shs/rs` },
        directory: directory.url,
      }
      const found = await lookup()
      assert.deepEqual(found.code === 0 ? JSON.parse(found.stdout) : found, expected)

      process.kill(directory.pid ?? assert.fail('it has no process'), 'SIGKILL')
      await until(
        'the directory is up again',
        () => /directory is up again/.test(running.told()) || undefined,
      )
      const foundAgain = await lookup()
      assert.deepEqual(foundAgain.code === 0 ? JSON.parse(foundAgain.stdout) : foundAgain, expected)
    })

    it('keeps a folder from which all can be started by hand, by the lines that it ends with', async () => {
      const kept = join(temporary, 'kept')
      const { code, stdout, stderr } = await once(['--dir', kept], programPath())
      assert.equal(code, 0, stderr)
      const [, slapd = assert.fail(stdout)] = /^ {5}(\S+\/directory\/slapd -f .*)$/m.exec(stdout) ?? []
      for (const who of ['agency', 'employer']) {
        assert.ok(stdout.includes(`     npx kvittens start --config ${kept}/${who}/kvittens.yaml\n`), stdout)
      }
      const conf = await readFile(join(kept, 'directory', 'slapd.conf'), 'utf8')
      for (const [, file = ''] of conf.matchAll(/^(?:include|directory|pidfile) "(.*)"$/gm)) {
        assert.ok(file.startsWith(kept), file)
      }
      await promisify(execFile)('sh', ['-c', slapd])
      const pid = Number(await readFile(join(kept, 'directory', 'slapd.pid'), 'utf8'))
      try {
        const config = join(kept, 'employer', 'kvittens.yaml')
        const found = await kvittens([
          'directory',
          'lookup',
          'address',
          '2021000001',
          pay,
          '--config',
          config,
        ])
        assert.equal(found.code, 0, found.stderr)
      } finally {
        process.kill(pid)
      }
      await gone(pid)
    })

    it('ends all that it started when it is killed itself', async () => {
      const running = await startTry(temporary, programPath())
      await running.end('SIGKILL')
      for (const pid of pidsOf(running.tried)) await gone(pid)
    })
  })
})
