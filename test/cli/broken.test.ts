import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { messageBody } from '../../src/client/outgoing-message.ts'
import { progressLine } from '../../src/cli/progress.ts'
import { type OtherEnd, otherEnd } from '../unit/client/other-end.ts'
import { joined, sampleMessage, txId } from '../unit/client/sample.ts'
import { type Ended, kvittens, type RunOptions } from './kvittens.ts'

/** A node that never answers. */
function hang(): void {}

describe('the command line against a node that breaks', () => {
  let dir = ''
  let other: OtherEnd
  let answer: (request: IncomingMessage, response: ServerResponse) => unknown = hang

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kvittens-broken-'))
    other = await otherEnd((request, response) => answer(request, response))
    const { certificate, key, ca, url, serverNumber } = other.options
    await mkdir(join(dir, 'kvittens'))
    await writeFile(join(dir, 'kvittens', 'org.crt'), certificate)
    await writeFile(join(dir, 'kvittens', 'org.key'), key)
    await writeFile(join(dir, 'kvittens', 'ca.crt'), ca)
    const profile = `{ url: "${url}", cert: org.crt, key: org.key, ca: ca.crt, server: "${serverNumber}" }`
    await writeFile(join(dir, 'kvittens', 'profiles.yaml'), `node: ${profile}\n`)
  })
  after(async () => {
    await other[Symbol.asyncDispose]()
    await rm(dir, { recursive: true, force: true })
  })

  function run(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
    return kvittens([...args, '--profile', 'node'], { cwd: dir, env: { XDG_CONFIG_HOME: dir }, ...options })
  }

  it('leaves no file behind, and acknowledges nothing, where a message breaks off', async () => {
    const whole = await joined(messageBody(sampleMessage(Buffer.alloc(200_000, 'x'))).pieces)
    const urls: (string | undefined)[] = []
    answer = (request, response) => {
      urls.push(request.url)
      response.writeHead(200, { 'content-type': 'message/rfc822', 'content-length': whole.length })
      response.write(whole.subarray(0, 150_000), () => request.socket.destroy())
    }
    const { code, stdout, stderr } = await run(['fetch', txId, '-d', 'in'])
    assert.deepEqual({ code, stdout }, { code: 3, stdout: '' })
    assert.match(stderr, /^kvittens: NoConnection: /)
    assert.deepEqual(await readdir(join(dir, 'in')), [])
    assert.deepEqual(urls, [`/shs/ds/5560000001/${txId}`])
  })

  it('says where the files are when they could not be acknowledged', async () => {
    const whole = await joined(messageBody(sampleMessage(Buffer.from('abc'))).pieces)
    answer = (request, response) => {
      if (request.method === 'POST') return response.writeHead(503).end('Upptaget.\u001B[2J\n')
      return response.writeHead(200, { 'content-type': 'message/rfc822' }).end(whole)
    }
    const { code, stdout, stderr } = await run(['fetch', txId, '-d', 'acked'])
    assert.deepEqual({ code, stdout }, { code: 3, stdout: '' })
    assert.equal(
      stderr,
      'kvittens: NodeBusy: Upptaget.\\u001B[2J\n' +
        `Saved here (${join('acked', 'lön.txt')}) but not acknowledged: kvittens ack ${txId}\n`,
    )
    assert.deepEqual(await readdir(join(dir, 'acked')), ['lön.txt'])
  })

  if (process.platform !== 'win32') {
    it('dies of the signal, so that a loop around it ends as well', async () => {
      const called = new Promise<NodeJS.Signals>((resolve) => {
        answer = () => resolve('SIGINT')
      })
      const { signal, stderr } = await run(['ack', txId], { signal: called })
      assert.equal(signal, 'SIGINT')
      assert.match(stderr, /^kvittens: Interrupted: Interrupted\.\n$/)
    })
  }
})

describe('the progress bar', () => {
  it('tells how much of how much', () => {
    assert.equal(progressLine(5_000_000, 20_000_000), '[=======                       ]  25 %  5.0 / 20.0 MB')
  })
})
