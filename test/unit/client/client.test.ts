import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { createCertificateAuthority } from '../../../src/adapters/trust/issue.ts'
import { ClientError } from '../../../src/client/client-error.ts'
import { createClient } from '../../../src/client/client.ts'
import { messageBody } from '../../../src/client/outgoing-message.ts'
import {
  messageListEntry,
  messageListHead,
  messageListTail,
} from '../../../src/protocol/message-list/message-list-writer.ts'
import { bodyOf, otherEnd } from './other-end.ts'
import { joined, product, sampleMessage, txId } from './sample.ts'

const accepted = {
  'X-shs-localid': '7K3M-9Q2T-4XWD-8B54',
  'X-shs-nodeid': 'agency-1',
  'X-shs-txid': 'another',
}

describe('sending', () => {
  it('posts a whole entity with its length, and reads the receipt from the headers', async () => {
    const seen: {
      url?: string | undefined
      type?: string | undefined
      length?: string | undefined
      body?: Buffer
    } = {}
    await using other = await otherEnd(async (request, response) => {
      seen.url = request.url
      seen.type = request.headers['content-type']
      seen.length = request.headers['content-length']
      seen.body = await bodyOf(request)
      response.writeHead(202, {
        ...accepted,
        'X-shs-duplicatemsg': 'no',
        'X-shs-arrivaldate': '2026-11-02T08:00:01',
      })
      response.end(txId)
    })
    const receipt = await other.client().send(sampleMessage(Buffer.alloc(100_000, 'x')))
    assert.deepEqual(receipt, {
      txId,
      corrId: txId,
      contentId: txId,
      duplicate: false,
      receiptId: '7K3M-9Q2T-4XWD-8B54',
      nodeId: 'agency-1',
      arrivedAt: '2026-11-02T08:00:01',
    })
    assert.equal(seen.url, '/shs/rs')
    assert.equal(seen.type, 'message/rfc822')
    assert.equal(seen.length, String(seen.body?.length))
    assert.match(seen.body?.toString('latin1') ?? '', /^Subject: SHS Message\r\n[\s\S]*--\r\n$/)
  })

  it('knows a duplicate by X-shs-duplicatemsg alone', async () => {
    await using other = await otherEnd(async (request, response) => {
      await bodyOf(request)
      response
        .writeHead(202, { 'X-shs-duplicatemsg': 'yes', 'X-shs-arrivaldate': '1970-01-01T00:00:00' })
        .end()
    })
    const receipt = await other.client().send(sampleMessage(Buffer.from('abc')))
    assert.equal(receipt.duplicate, true)
    assert.equal('receiptId' in receipt, false)
  })

  it('hears a refusal while the body is still going out, and sends no more of it', async () => {
    await using other = await otherEnd((request, response) => {
      request.once('data', () => {
        response.writeHead(400, {
          'X-shs-errorcode': 'UnknownReceiver',
          'Kvittens-Attempt': '7K3M-9Q2T-4XWD-8B54',
          'Content-Type': 'text/plain; charset=utf-8',
        })
        response.end('Mottagaren är okänd.\nSkriv rätt nummer.\n')
        request.resume()
      })
    })
    let asked = 0
    const message = sampleMessage(Buffer.alloc(0), { says: 4 * 1024 ** 3 })
    const source = (async function* () {
      for (; asked < 4 * 1024; asked += 1) yield Buffer.alloc(1024 * 1024)
    })()
    const [part] = message.parts
    assert.ok(part)
    await assert.rejects(other.client().send({ ...message, parts: [{ ...part, source }] }), {
      code: 'UnknownReceiver',
      retryable: false,
      status: 400,
      attemptId: '7K3M-9Q2T-4XWD-8B54',
      words: { sv: 'Mottagaren är okänd.', en: 'Mottagaren är okänd.' },
      cure: { sv: 'Skriv rätt nummer.', en: 'Skriv rätt nummer.' },
    })
    assert.ok(asked < 1000, `${asked} MiB were taken from the source`)
  })

  it('takes no answer for a receipt that comes before the body is out', async () => {
    await using other = await otherEnd((request, response) => {
      request.once('data', () => response.writeHead(202, accepted).end(txId))
    })
    const [part] = sampleMessage(Buffer.alloc(0)).parts
    assert.ok(part)
    const source = (async function* () {
      yield Buffer.alloc(1000)
      await delay(200)
      yield Buffer.alloc(1000)
    })()
    const message = { ...sampleMessage(Buffer.alloc(0)), parts: [{ ...part, source, bytes: 2000 }] }
    await assert.rejects(other.client().send(message), { code: 'AnsweredTooEarly', retryable: true })
  })

  it('takes no 200 for a receipt', async () => {
    await using other = await otherEnd(async (request, response) => {
      await bodyOf(request)
      response.end('<html>Welcome</html>')
    })
    await assert.rejects(other.client().send(sampleMessage(Buffer.from('abc'))), {
      code: 'Http200',
      retryable: false,
    })
  })

  it('cuts the connection where the source fails, and throws what it threw', async () => {
    let complete: boolean | undefined
    await using other = await otherEnd((request) => {
      request.on('error', () => {})
      request.on('close', () => {
        complete = request.complete
      })
      request.resume()
    })
    const [part] = sampleMessage(Buffer.alloc(0)).parts
    assert.ok(part)
    const source = (async function* () {
      yield Buffer.alloc(1000)
      await delay(200)
    })()
    const message = { ...sampleMessage(Buffer.alloc(0)), parts: [{ ...part, source, bytes: 2000 }] }
    await assert.rejects(other.client().send(message), { code: 'FileChanged' })
    await delay(100)
    assert.equal(complete, false)
  })
})

describe('an answer that is an error', () => {
  const cases: readonly (readonly [number, string, boolean])[] = [
    [403, 'Forbidden', false],
    [404, 'NotFound', false],
    [409, 'Busy', true],
    [410, 'Gone', false],
    [429, 'TooManyRequests', true],
    [500, 'NodeFault', true],
    [503, 'NodeBusy', true],
    [418, 'Http418', false],
  ]
  for (const [status, code, retryable] of cases) {
    it(`${status} is ${code}, ${retryable ? 'to be tried again' : 'for good'}`, async () => {
      await using other = await otherEnd((_request, response) => response.writeHead(status).end('Nej.'))
      await assert.rejects(other.client().acknowledge('5560000001', txId), {
        code,
        retryable,
        message: 'Nej.',
      })
    })
  }

  it('has words of its own where the other side sends a page or nothing', async () => {
    await using other = await otherEnd((_request, response) =>
      response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad Gateway</h1>'),
    )
    await assert.rejects(other.client().receipt('7K3M', 'text'), {
      code: 'NodeUnreachable',
      message: /^127\.0\.0\.1:\d+ answered 502 without saying why\.$/,
    })
  })
})

describe('listing', () => {
  it('asks for what is wanted, and gives the entries of the list', async () => {
    let query: URLSearchParams | undefined
    await using other = await otherEnd((request, response) => {
      query = new URL(request.url ?? '', 'https://localhost').searchParams
      response.writeHead(200, { 'content-type': 'application/xml' })
      response.write(messageListHead())
      response.write(
        messageListEntry({
          txId,
          timestamp: '2026-11-02T08:00:00',
          sequenceType: 'event',
          meta: [],
          data: [],
          size: 3,
        }),
      )
      response.end(messageListTail())
    })
    const listed: unknown[] = []
    const conditions = { status: 'test', noAck: true, products: [product, 'confirm'], maxHits: 5 } as const
    for await (const entry of other.client().list('5560000001', conditions)) listed.push(entry)
    assert.deepEqual(listed, [
      { txId, timestamp: '2026-11-02T08:00:00', sequenceType: 'event', meta: [], data: [], size: 3 },
    ])
    assert.deepEqual(Object.fromEntries(query ?? []), {
      status: 'test',
      filter: 'noack',
      producttype: `${product},confirm`,
      maxhits: '5',
    })
  })

  it('takes no list that is cut for a whole one', async () => {
    await using other = await otherEnd((_request, response) => response.end(messageListHead()))
    await assert.rejects(other.client().list('5560000001')[Symbol.asyncIterator]().next(), {
      code: 'IllegalMessageStructure',
    })
  })
})

describe('fetching', () => {
  const content = Buffer.from(Array.from({ length: 70_000 }, (_, at) => at % 256))

  async function answering(change: (whole: Buffer) => Buffer, encoding: 'binary' | 'base64' = 'base64') {
    const whole = await joined(messageBody(sampleMessage(content, { encoding })).pieces)
    return otherEnd((request, response) => {
      assert.equal(request.url, `/shs/ds/5560000001.a%20b/${txId}`)
      response.writeHead(200, { 'content-type': 'message/rfc822' })
      response.end(change(whole))
    })
  }

  it('gives the label first, then the files as the sender had them', async () => {
    await using other = await answering((whole) => whole)
    using message = await other.client().fetch('5560000001.a b', txId)
    assert.equal(message.label.subject, 'Lön för åäö och 日本')
    const files: { name: string | undefined; content: Buffer }[] = []
    for await (const part of message.parts)
      files.push({ name: part.fileName, content: await joined(part.content) })
    assert.deepEqual(files, [{ name: 'lön.txt', content }])
  })

  it('gives the raw octets where they are asked for', async () => {
    await using other = await answering((whole) => whole)
    using message = await other.client().fetch('5560000001.a b', txId, { raw: true })
    for await (const part of message.parts) {
      assert.equal(part.transferEncoding, 'base64')
      assert.match((await joined(part.content)).toString('latin1'), /^AAECAwQF[A-Za-z0-9+/=\r\n]+$/)
    }
  })

  it('comes to no end in good order where the closing boundary is missing', async () => {
    await using other = await answering((whole) => whole.subarray(0, -10), 'binary')
    using message = await other.client().fetch('5560000001.a b', txId)
    await assert.rejects(
      async () => {
        for await (const part of message.parts) await joined(part.content)
      },
      { code: 'IllegalMessageStructure' },
    )
  })

  it('is to be tried again where the connection breaks', async () => {
    const whole = await joined(messageBody(sampleMessage(content)).pieces)
    await using other = await otherEnd((request, response) => {
      response.writeHead(200, { 'content-type': 'message/rfc822', 'content-length': whole.length })
      response.write(whole.subarray(0, 50_000), () => request.socket.destroy())
    })
    using message = await other.client().fetch('5560000001', txId)
    await assert.rejects(
      async () => {
        for await (const part of message.parts) await joined(part.content)
      },
      { code: 'NoConnection', retryable: true },
    )
  })

  it('breaks off what nobody reads', async () => {
    const whole = await joined(messageBody(sampleMessage(content)).pieces)
    let closed: Promise<unknown> = Promise.resolve()
    await using other = await otherEnd((_request, response) => {
      closed = once(response, 'close')
      response.writeHead(200, { 'content-type': 'message/rfc822' })
      response.write(whole.subarray(0, 20_000))
    })
    {
      using message = await other.client().fetch('5560000001', txId)
      assert.equal(message.label.txId, txId)
    }
    await closed
  })
})

describe('the connection', () => {
  it('is refused to a server of another organisation that does not name the host', async () => {
    await using other = await otherEnd((_request, response) => response.end())
    await assert.rejects(other.client({ serverNumber: '5560000001' }).acknowledge('5560000001', txId), {
      code: 'WrongServer',
      retryable: false,
      message: "The server's certificate (2021000001) is not for 127.0.0.1, nor for 5560000001.",
    })
  })

  it('needs no number where the certificate names the host', async () => {
    await using other = await otherEnd((_request, response) => response.end('OK'), {
      hostNames: ['127.0.0.1'],
    })
    const { serverNumber: _, ...options } = other.options
    using client = createClient(options)
    await client.acknowledge('5560000001', txId)
  })

  it('is refused to a server of an unknown CA, whatever its number', async () => {
    await using other = await otherEnd((_request, response) => response.end())
    const { certificatePem } = await createCertificateAuthority({ name: 'Another CA', now: Date.now() })
    await assert.rejects(other.client({ ca: certificatePem }).acknowledge('5560000001', txId), {
      code: 'UntrustedServer',
      retryable: false,
    })
  })

  it('is refused to a server whose certificate has expired, or is not valid yet, and says so', async () => {
    const day = 86_400_000
    for (const [from, to, words] of [
      [-2 * day, -day, /has expired\.$/],
      [day, 2 * day, /is not valid yet\.$/],
    ] as const) {
      const now = Date.now()
      await using other = await otherEnd((_request, response) => response.end(), {
        notBefore: now + from,
        notAfter: now + to,
      })
      await assert.rejects(other.client().acknowledge('5560000001', txId), (error) => {
        assert.ok(error instanceof ClientError)
        assert.equal(error.code, 'UntrustedServer')
        assert.match(error.message, words)
        assert.match(error.cure?.en ?? '', /tell that node's operator/i)
        assert.doesNotMatch(error.cure?.en ?? '', /--ca/)
        return true
      })
    }
  })

  it('says so where key and certificate are no PEM', async () => {
    await using other = await otherEnd((_request, response) => response.end())
    await assert.rejects(other.client({ key: 'nonsense' }).acknowledge('5560000001', txId), {
      code: 'BadCertificate',
    })
  })

  it('is to be tried again where nothing answers', async () => {
    await using other = await otherEnd((_request, response) => response.end())
    await assert.rejects(other.client({ url: 'https://127.0.0.1:1' }).acknowledge('5560000001', txId), {
      code: 'NoConnection',
      retryable: true,
      message: /nothing answers on that port/,
    })
  })

  it('ends in time where TLS never comes up, and where an answer never comes', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const address = silent.address()
    assert.ok(address !== null && typeof address !== 'string')
    await using other = await otherEnd(() => {})
    const timeouts = { connect: 100, idle: 300 }
    const url = `https://127.0.0.1:${address.port}`
    await assert.rejects(other.client({ url, timeouts }).acknowledge('5560000001', txId), {
      code: 'TimedOut',
      retryable: true,
      message: /No connection .* in 0\.1 s/,
    })
    await assert.rejects(other.client({ timeouts }).acknowledge('5560000001', txId), {
      code: 'TimedOut',
      message: /stood still for 0\.3 s/,
    })
    silent.close()
  })

  it('tries a call without a body once more where the kept connection was closed meanwhile', async () => {
    let calls = 0
    await using other = await otherEnd((request, response) => {
      calls += 1
      if (calls === 2) return void request.socket.destroy()
      response.end('OK')
    })
    const client = other.client()
    await client.acknowledge('5560000001', txId)
    await delay(20)
    await client.acknowledge('5560000001', txId)
    assert.equal(calls, 3)
  })

  it('ends when it is told to', async () => {
    await using other = await otherEnd(() => {})
    const controller = new AbortController()
    const call = other.client({ signal: controller.signal }).acknowledge('5560000001', txId)
    setTimeout(() => controller.abort(), 50)
    await assert.rejects(call, { code: 'Interrupted', retryable: true })
  })

  it('is made to the node of a URL that names its receive service', async () => {
    const urls: (string | undefined)[] = []
    await using other = await otherEnd((request, response) => {
      urls.push(request.url)
      response.end('OK')
    })
    for (const path of ['', '/', '/shs/rs', '/node/shs/ds/', '/node/']) {
      await other.client({ url: other.options.url + path }).acknowledge('1', 't')
    }
    const ack = '/shs/ds/1/t?action=ack'
    assert.deepEqual(urls, [ack, ack, ack, `/node${ack}`, `/node${ack}`])
  })

  it('is never made to a URL that is not https', () => {
    assert.throws(() => createClient({ url: 'http://localhost', certificate: '', key: '', ca: '' }), {
      code: 'BadUrl',
    })
  })
})
