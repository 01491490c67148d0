import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openHandlers } from '../../src/adapters/handlers/open-handlers.ts'
import type { LocalHandler } from '../../src/adapters/handlers/local-handler.ts'
import type { Handlers } from '../../src/exchange/ports/handlers.ts'
import { testAuthority } from '../support/certificates.ts'
import { until } from '../support/until.ts'
import { answerings, type Answering, handlerServer } from './handler-server.ts'
import {
  actor,
  answered,
  ask,
  handlersContract,
  type OpenedHandlers,
  patience,
  product,
  text,
  textOf,
  watched,
} from './handlers.ts'

handlersContract('HTTP', (behaviour, options) => byHttp(answerings[behaviour], options))
handlersContract('command', async (behaviour, options) => byCommand([behaviour], options))

type Options = Partial<Pick<LocalHandler, 'timeout' | 'concurrency'>>

function open(by: LocalHandler['by'], options: Options = {}): OpenedHandlers {
  const told: string[] = []
  const handlers = openHandlers(
    [{ name: 'tested', actor, product, test: false, ...patience, ...options, by }],
    {
      fault(error) {
        throw error
      },
      unanswered: (handler, { message }) => told.push(`${handler}: ${message}`),
    },
  )
  return { ...handlers, told }
}

async function byHttp(answering: Answering, options?: Options): Promise<OpenedHandlers> {
  const server = await handlerServer(answering)
  const handlers = open({ kind: 'http', url: server.url }, options)
  return {
    ...handlers,
    async [Symbol.asyncDispose]() {
      await handlers[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}

function byCommand(args: readonly string[], options?: Options): OpenedHandlers {
  const script = fileURLToPath(new URL('handler-command.ts', import.meta.url))
  return open(
    {
      kind: 'command',
      file: process.execPath,
      args: [script, ...args],
      contentType: 'text/plain; charset=utf-8',
      fileName: 'answer.txt',
    },
    options,
  )
}

/** Values as a hostile label may hold them. */
const hostile = {
  txId: '--output=/tmp/x',
  corrId: '$(touch /tmp/x) `id` ; "quoted" \'single\'',
  contentId: 'a\r\nX-shs-from: 2021000001\r\n\r\nGET / HTTP/1.1',
  from: '5560000001.é€\u{1f600}',
  fileName: '100%\u0000\t.xml',
}

describe('a handler by HTTP', () => {
  it('gets the facts of the label as headers, each of one value whatever it holds', async () => {
    await using handlers = await byHttp(answerings.facts)
    const request = ask(text('abc').file, { ...hostile, contentType: 'text/xml; charset="a\r\nX: y"' })
    const reply = await answered(handlers.answer(request))
    const { method, url, raw } = JSON.parse(await textOf(reply.file))
    assert.deepEqual([method, url], ['POST', '/ask'])
    const headers: Record<string, string> = {}
    for (let at = 0; at < raw.length; at += 2) headers[raw[at]] = raw[at + 1]
    assert.equal(Object.keys(headers).length, raw.length / 2)
    const told = ['txid', 'corrid', 'contentid', 'from', 'to', 'producttype', 'filename'].map((fact) => {
      const value = headers[`X-shs-${fact}`] ?? assert.fail(fact)
      assert.match(value, /^[!-~]+$/)
      return decodeURIComponent(value)
    })
    const { txId, corrId, contentId, from, to, fileName } = request
    assert.deepEqual(told, [txId, corrId, contentId, from, to, product, fileName])
    assert.equal(headers['X-shs-txid'], '--output=/tmp/x')
    assert.equal(headers['Content-Type'], 'application/octet-stream')
    assert.equal(headers['Content-Length'], '3')
  })

  it('is told the media type of the file where it is one', async () => {
    await using handlers = await byHttp(answerings.facts)
    const reply = await answered(
      handlers.answer(ask(text('abc').file, { contentType: 'text/xml; charset="iso 8859"' })),
    )
    assert.match(await textOf(reply.file), /"Content-Type","text\/xml; charset=\\"iso 8859\\""/)
  })

  it('is not asked where a fact is too long for a header', async () => {
    await using handlers = await byHttp(answerings.facts)
    const asked = text('abc')
    const failure = await handlers.answer(ask(asked.file, { contentId: 'å'.repeat(1000) }))
    assert.ok(failure.kind === 'failed')
    assert.equal(failure.because, 'refused')
    assert.match(failure.words.en, /X-shs-contentid > 2048/)
  })

  it('that points elsewhere has failed, and nothing is sent there', async () => {
    let elsewhere = 0
    await using other = await handlerServer((_request, response) => {
      elsewhere++
      response.end()
    })
    await using handlers = await byHttp((request, response) => {
      request.resume()
      response.writeHead(307, { Location: other.url }).end()
    })
    const failure = await handlers.answer(ask(text('abc').file))
    assert.ok(failure.kind === 'failed')
    assert.equal(failure.because, 'failed')
    assert.match(handlers.told.join(), /HTTP 307/)
    assert.equal(failure.words.en, "The receiver's system could not answer.")
    assert.equal(elsewhere, 0)
  })

  it('that is not there has failed, and the file is ended', async () => {
    const server = await handlerServer(answerings.echo)
    await server[Symbol.asyncDispose]()
    await using handlers = open({ kind: 'http', url: server.url })
    const asked = text('abc')
    const failure = await handlers.answer(ask(asked.file))
    assert.ok(failure.kind === 'failed')
    assert.match(handlers.told.join(), /ECONNREFUSED/)
    assert.equal(failure.words.en, "The receiver's system could not answer.")
    await until('the file is ended', () => asked.ended || undefined)
  })

  it('that says no at once is heard, however much of the file is left', async () => {
    await using handlers = await byHttp((request, response) => {
      response.writeHead(413, { 'Content-Type': 'text/plain' }).end('too much')
      // As a server must, for its answer to arrive.
      request.resume()
    })
    const asked = watched(endless(), true)
    const failure = await handlers.answer(ask(asked.file, { bytes: 1e12 }))
    assert.ok(failure.kind === 'failed')
    assert.match(failure.words.en, /refused the request: too much/)
    await until('the file is ended', () => asked.ended || undefined)
  })

  it('whose refusal is a page for a browser is told of without its words', async () => {
    await using handlers = await byHttp((request, response) => {
      request.resume()
      response.writeHead(404, { 'Content-Type': 'text/html' }).end('<h1>Not Found</h1>')
    })
    const failure = await handlers.answer(ask(text('abc').file))
    assert.ok(failure.kind === 'failed')
    assert.equal(failure.words.en, "The receiver's system refused the request without saying why.")
  })

  it('whose words are ISO-8859-1 is understood', async () => {
    await using handlers = await byHttp((request, response) => {
      request.resume()
      response.writeHead(400, { 'Content-Type': 'text/plain' }).end(Buffer.from('Nej då', 'latin1'))
    })
    const failure = await handlers.answer(ask(text('abc').file))
    assert.ok(failure.kind === 'failed')
    assert.match(failure.words.sv, /: Nej då$/)
  })

  const odd: readonly [title: string, headers: Record<string, string>, contentType: string, name?: string][] =
    [
      [
        'with a path for a file name',
        { 'Content-Disposition': 'filename="../x"' },
        'application/octet-stream',
      ],
      ['of no media type', { 'Content-Type': 'nonsense' }, 'application/octet-stream'],
      [
        'with a file name by RFC 2231',
        { 'Content-Type': 'text/xml', 'Content-Disposition': "attachment; filename*=UTF-8''%C3%A5.xml" },
        'text/xml',
        'å.xml',
      ],
    ]
  for (const [title, headers, contentType, fileName] of odd) {
    it(`may give an answer ${title}`, async () => {
      await using handlers = await byHttp((request, response) => {
        request.resume()
        response.writeHead(200, { ...headers, 'Content-Length': 2 }).end('ok')
      })
      const reply = await answered(handlers.answer(ask(text('abc').file)))
      assert.deepEqual([reply.contentType, reply.fileName, reply.bytes], [contentType, fileName, 2])
      assert.equal(await textOf(reply.file), 'ok')
    })
  }

  it('that compresses its answer unasked has failed', async () => {
    await using handlers = await byHttp((request, response) => {
      request.resume()
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('x')
    })
    const failure = await handlers.answer(ask(text('abc').file))
    assert.ok(failure.kind === 'failed')
    assert.match(handlers.told.join(), /compressed/)
    assert.equal(failure.words.en, "The receiver's system could not answer.")
  })

  it('over TLS must have a certificate of the CA in its settings', async () => {
    const authority = await testAuthority()
    const { certificatePem, keyPem } = await authority.issue({
      organisationNumber: actor,
      commonName: 'handler',
      hostNames: ['localhost'],
    })
    await using server = await handlerServer(answerings.echo, { cert: certificatePem, key: keyPem })
    await using trusting = open({ kind: 'http', url: server.url, ca: authority.certificatePem })
    const reply = await answered(trusting.answer(ask(text('abc').file)))
    assert.equal(await textOf(reply.file), 'abc')
    await using strict = open({ kind: 'http', url: server.url })
    const failure = await strict.answer(ask(text('abc').file))
    assert.ok(failure.kind === 'failed')
    assert.match(strict.told.join(), /(?:UNABLE_TO|SELF_SIGNED)/)
    assert.equal(failure.words.en, "The receiver's system could not answer.")
  })
})

describe('a handler by command', () => {
  it('gets the arguments of the settings as they are, and the facts of the label as variables', async () => {
    const args = ['--json', '$(id)', 'two words', '']
    await using handlers = byCommand(['facts', ...args])
    const reply = await answered(handlers.answer(ask(text('abc').file, { ...hostile })))
    const told = JSON.parse(await textOf(reply.file))
    assert.deepEqual(told.args, args)
    const { PATH, HOME, LANG, TZ, ...facts } = told.environment
    assert.deepEqual(
      [PATH, HOME, LANG, TZ],
      [process.env['PATH'], process.env['HOME'], process.env['LANG'], process.env['TZ']],
    )
    assert.deepEqual(facts, {
      KVITTENS_TX_ID: hostile.txId,
      KVITTENS_CORR_ID: hostile.corrId,
      KVITTENS_CONTENT_ID: 'aX-shs-from: 2021000001GET / HTTP/1.1',
      KVITTENS_FROM: hostile.from,
      KVITTENS_TO: actor,
      KVITTENS_PRODUCT: product,
      KVITTENS_STATUS: 'production',
      KVITTENS_FILE_NAME: '100%.xml',
      KVITTENS_CONTENT_TYPE: 'text/xml',
    })
  })

  it('that says no after it began to answer breaks the answer off with its words', async () => {
    await using handlers = byCommand(['refuseLate'])
    const reply = await answered(handlers.answer(ask(text('abc').file)))
    await assert.rejects(textOf(reply.file), /refused the request: On second thoughts/)
  })

  it('that ends before its answer is read loses none of it', async () => {
    await using handlers = byCommand(['quick'])
    const reply = await answered(handlers.answer(ask(text('abc').file)))
    const octets = reply.file[Symbol.asyncIterator]()
    const first = await octets.next()
    const id = Number.parseInt(Buffer.from(first.value ?? '').toString(), 10)
    await until('it is gone', () => !isRunning(id) || undefined)
    const rest = await textOf({ [Symbol.asyncIterator]: () => octets })
    assert.equal(first.value?.length + rest.length, 120_000)
  })

  it('that can not be started has failed, and the file is ended', async () => {
    for (const [file, code] of [
      ['/nowhere/at/all', 'ENOENT'],
      ['/', 'EACCES'],
    ] as const) {
      await using handlers = open({ kind: 'command', file, args: [], contentType: 'text/xml' })
      const asked = text('abc')
      const failure = await handlers.answer(ask(asked.file))
      assert.ok(failure.kind === 'failed')
      assert.match(handlers.told.join(), new RegExp(`could not be started \\(${code}\\)`))
    }
  })

  it('whose words for a failure are its own affair keeps them', async () => {
    await using handlers = byCommand(['fail'])
    const failure = await handlers.answer(ask(text('abc').file))
    assert.doesNotMatch(JSON.stringify(failure), /secret/)
  })

  const ways: readonly [
    how: string,
    end: (handlers: Handlers & AsyncDisposable, octets: AsyncIterator<unknown>) => Promise<unknown>,
  ][] = [
    ['the node', async (handlers) => handlers[Symbol.asyncDispose]()],
    ['the reader', (_handlers, octets) => octets.return?.() ?? assert.fail()],
    ['its silence', (_handlers, octets) => assert.rejects(async () => octets.next(), /did not answer/)],
  ]
  for (const [how, end] of ways) {
    it(`that is ended by ${how} is ended with all that it started, though they take no SIGTERM`, async () => {
      let living = 0
      const server = createServer((socket) => {
        living++
        socket.on('error', () => {}).on('close', () => living--)
      })
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      const address = server.address()
      const port = typeof address === 'object' ? address?.port : undefined
      await using handlers = byCommand(['stubborn', String(port)], { timeout: 4000 })
      const reply = await answered(handlers.answer(ask(text('abc').file)))
      const octets = reply.file[Symbol.asyncIterator]()
      await octets.next()
      await until('both are there', () => living === 2 || undefined)
      await end(handlers, octets)
      await until('both are gone', () => living === 0 || undefined)
      server.close()
    })
  }
})

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0)
  } catch {
    return false
  }
}

function* endless(): Iterable<Uint8Array> {
  const piece = Buffer.alloc(64 * 1024)
  for (;;) yield piece
}
