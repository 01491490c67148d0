import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { kvittens } from './kvittens.ts'

const connection = [
  '--url',
  'https://localhost:1',
  '--cert',
  'none.crt',
  '--key',
  'none.key',
  '--ca',
  'none.crt',
]

describe('kvittens', () => {
  it('lists its commands in English, and in Swedish for a Swedish locale', async () => {
    const english = await kvittens(['--help'])
    assert.equal(english.code, 0)
    assert.match(english.stdout, /^Usage: kvittens <command>/)
    assert.match(english.stdout, /^ {2}fetch +fetch what waits$/m)
    const swedish = await kvittens(['--help'], { env: { LANG: 'sv_SE.UTF-8' } })
    assert.match(swedish.stdout, /^Användning: kvittens <kommando>/)
    assert.match(swedish.stdout, /^ {2}fetch +hämta det som väntar$/m)
  })

  it('lets LC_ALL go before LANG', async () => {
    const { stdout } = await kvittens(['--help'], { env: { LC_ALL: 'C', LANG: 'sv_SE.UTF-8' } })
    assert.match(stdout, /^Usage:/)
  })

  for (const command of [
    'init',
    'import',
    'export',
    'send',
    'request',
    'list',
    'fetch',
    'ack',
    'receipt show',
    'may',
    'message list',
    'message show',
    'message hold',
    'message resend',
    'message cancel',
    'doctor',
    'directory apply',
    'agreement propose',
    'agreement accept',
    'agreement refuse',
    'agreement list',
    'directory lookup actor',
    'directory lookup product',
    'directory lookup agreement',
    'directory lookup address',
    'directory publish product',
    'directory publish agreement',
    'directory publish address',
    'config check',
    'config schema',
  ]) {
    it(`shows the help of ${command} with an example`, async () => {
      const { code, stdout, stderr } = await kvittens([...command.split(' '), '--help'])
      assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
      assert.ok(stdout.startsWith(`Usage: kvittens ${command} `), stdout)
      assert.match(stdout, new RegExp(`^Example:\n {2}kvittens ${command}`, 'm'))
    })
  }

  it('answers --version', async () => {
    const { code, stdout } = await kvittens(['--version'])
    assert.equal(code, 0)
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/)
  })

  it('tells an old Node what it needs, with exit code 1', async () => {
    const pretend = `Object.defineProperty(process, 'versions', { value: { node: '20.1.0' } })`
    const { code, stderr } = await kvittens([], {
      nodeFlags: ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`],
    })
    assert.equal(code, 1)
    assert.match(stderr, /^kvittens: OldNode: Kvittens needs Node\.js 24 or newer; this is 20\.1\.0\.\n/)
  })
})

describe('wrong usage ends with exit code 2 and says why on the first line', () => {
  const product = '5c1e0000-0000-4000-8000-000000000001'
  const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['an unknown command', ['nope'], /^kvittens: Usage: unknown command 'nope'/],
    ['an unknown option', ['list', '--nope'], /^kvittens: Usage: unknown option '--nope'/],
    [
      'a receiver twice',
      ['send', 'a', '-t', '2021000001', '--to', '5560000001', '-p', product, ...connection],
      /^kvittens: Usage: -t, --to <address> is given several times\./,
    ],
    [
      'a peer twice',
      ['doctor', '--peer', 'https://a', '--peer', 'https://b'],
      /^kvittens: Usage: --peer <url> is given several times\./,
    ],
    ['no connection', ['list'], /^kvittens: Usage: --url, --cert, --key, --ca missing\./],
    [
      'half a connection',
      ['list', '--url', 'https://localhost:1', '--key', 'a'],
      /^kvittens: Usage: --cert, --ca missing\./,
    ],
    ['a URL that is not https', ['list', '--url', 'http://localhost'], /--url.* begins with https:/],
    [
      'a wrong check digit',
      ['list', '202100-0002', ...connection],
      /The check digit of 202100-0002 is wrong\./,
    ],
    ['an address that is none', ['list', 'Kontoret', ...connection], /Expected an address: a number/],
    ['no file', ['send', ...connection], /^kvittens: Usage: Which file\?/],
    [
      'a file twice',
      ['send', 'a', '-in', 'b', '-p', product, ...connection],
      /FILE and -in exclude each other/,
    ],
    ['no product', ['send', 'a', ...connection], /^kvittens: Usage: Which product type\?/],
    ['a product that is none', ['send', 'a', '-p', 'x', ...connection], /Expected a UUID/],
    [
      'a content id that is too long',
      ['send', 'a', '-c', 'x'.repeat(37), '-p', product, ...connection],
      /at most 36 characters/,
    ],
    ['metadata without a name', ['send', 'a', '-m', '=x', '-p', product, ...connection], /name=value/],
    [
      'a header in the content type',
      ['send', 'a', '--contentType', 'a/b\r\nX: y', '-p', product, ...connection],
      /a MIME type/,
    ],
    [
      'a sequence type for nodes alone',
      ['send', 'a', '-q', 'adm', '-p', product, ...connection],
      /Allowed choices/,
    ],
    ['a date that does not exist', ['list', '--since', '2026-02-30', ...connection], /--since/],
    ['--out without an id', ['fetch', '--out', 'x', ...connection], /--out takes one message/],
    ['a receipt id with a typing error', ['receipt', 'show', '7K3M-9Q2T-4XWD-8B55'], /check symbol/],
    ['a question without a sender', ['may', '-p', product], /--from/],
    [
      'a moment that does not exist',
      ['may', '-f', '5560000001', '-p', product, '--at', '2026-02-30'],
      /--at.*a time such as/,
    ],
    [
      'an adm message of a product type',
      ['may', '-f', '5560000001', '-p', product, '--sequence-type', 'adm'],
      /belongs to the products confirm and error/,
    ],
    ['a profile without a file', ['list', '--profile', 'x'], /profiles\.yaml, which cannot be read/],
  ]
  for (const [name, args, words] of cases) {
    it(name, async () => {
      const { code, stdout, stderr } = await kvittens(args)
      assert.deepEqual({ code, stdout }, { code: 2, stdout: '' }, stderr)
      assert.match(stderr.split('\n')[0] ?? '', words)
    })
  }

  it('in Swedish too', async () => {
    const { code, stderr } = await kvittens(['list', '--nope'], { env: { LC_MESSAGES: 'sv_SE' } })
    assert.equal(code, 2)
    assert.equal(stderr, 'kvittens: Usage: okänd flagga: --nope\nSe --help.\n')
  })
})

describe('what fails ends with its exit code', () => {
  it('1 for a certificate file that is not there', async () => {
    const { code, stderr } = await kvittens(['list', ...connection])
    assert.equal(code, 1)
    assert.match(stderr, /^kvittens: CannotRead: .*none\.crt cannot be read: it is not there\.\n/)
  })

  it('1 for a file to send that is a folder, before anything is called', async () => {
    const { code, stderr } = await kvittens([
      'send',
      '/tmp',
      '-p',
      '5c1e0000-0000-4000-8000-000000000001',
      ...connection,
    ])
    assert.equal(code, 1)
    assert.match(stderr, /^kvittens: CannotRead: \/tmp is no file\.\n/)
  })
})
