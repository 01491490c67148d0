import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { readProfile } from '../../src/cli/connection/profiles.ts'
import { kvittens } from './kvittens.ts'

describe('profiles.yaml', () => {
  let home = ''
  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'kvittens-profiles-'))
    await mkdir(join(home, 'kvittens'))
  })
  after(() => rm(home, { recursive: true, force: true }))
  const write = (text: string): Promise<void> => writeFile(join(home, 'kvittens', 'profiles.yaml'), text)

  it('gives a profile with paths that start at the file', async () => {
    await write(
      'agency:\n  url: https://localhost:8443/\n  cert: org.crt\n  key: /etc/org.key\n  server: 202100-0001\n',
    )
    assert.deepEqual(await readProfile('agency', { XDG_CONFIG_HOME: home }), {
      url: 'https://localhost:8443',
      cert: join(home, 'kvittens', 'org.crt'),
      key: '/etc/org.key',
      ca: undefined,
      server: '2021000001',
      address: undefined,
    })
  })

  it('says on which line a key is unknown or a value wrong, of every profile', async () => {
    await write('agency:\n  urll: https://localhost:8443\nother:\n  url: http://localhost\n')
    const { code, stderr } = await kvittens(['list', '--profile', 'agency'], {
      env: { XDG_CONFIG_HOME: home },
    })
    assert.equal(code, 1)
    assert.match(
      stderr,
      /^kvittens: BadSettings: .*profiles\.yaml:2: urll: Unknown key\. Did you mean url\?\n/,
    )
    assert.match(stderr, /profiles\.yaml:4: url: The value "http:\/\/localhost" is not good\./)
  })

  it('names the profiles that there are', async () => {
    await write('agency: { url: "https://localhost" }\n')
    const { code, stderr } = await kvittens(['list', '--profile', 'agenzy'], {
      env: { XDG_CONFIG_HOME: home },
    })
    assert.equal(code, 2)
    assert.match(stderr, /has no profile agenzy\.\nIt has: agency\.\n$/)
  })

  it('lets an option go before the value of the profile', async () => {
    await write('agency: { url: "https://localhost", cert: a.crt, key: a.key, ca: ca.crt }\n')
    const { code, stderr } = await kvittens(['list', '--profile', 'agency', '--cert', '/tmp/other.crt'], {
      env: { XDG_CONFIG_HOME: home },
    })
    assert.equal(code, 1)
    assert.match(stderr, /\/tmp\/other\.crt cannot be read/)
  })
})
