import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { type Answer, type MtlsClient, untilClosed } from '../support/mtls-client.ts'
import { readMessage } from '../support/read-message.ts'
import { type BuiltMessage, type MessageFacts, shsLabel, shsMessage } from '../support/shs-message.ts'
import { agencyNumber, createWorld, type TestWorld } from '../support/test-world.ts'

const content = Buffer.from('rad 1\r\nrad 2\n\0\xe5\xe4\xf6--\r\n', 'latin1')

/*
 * What nodes and clients of the field are seen to send (shs-protocol.md 2 and 14): each is taken, and comes back octet
 * for octet.
 */
describe('a message in the form that the field sends it', () => {
  let world: TestWorld
  let agency: MtlsClient
  let employer: MtlsClient

  before(async () => {
    world = await createWorld()
    await world.start()
    agency = world.client(world.agency)
    employer = world.client(world.employer(0))
  })

  after(() => world[Symbol.asyncDispose]())

  async function taken(
    txId: string,
    answer: Answer,
    expected: readonly Buffer[] = [content],
  ): Promise<string> {
    assert.equal(answer.status, 202, answer.text)
    const fetched = await agency.fetch(agencyNumber, txId)
    assert.equal(fetched.status, 200, fetched.text)
    const { label, parts } = readMessage(fetched.body)
    assert.deepEqual(
      parts.map((part) => part.content),
      expected,
    )
    return label
  }

  function built(facts: MessageFacts = {}): BuiltMessage {
    return shsMessage({ from: world.employer(0).number, parts: [{ content, fileName: 'fil.txt' }], ...facts })
  }

  /** A message whose label's text is changed before it is sent. */
  function relabelled(change: (label: string) => string, facts: MessageFacts = {}): BuiltMessage {
    const ids = { txId: randomUUID(), corrId: randomUUID(), contentId: randomUUID() }
    const whole = {
      from: world.employer(0).number,
      parts: [{ content, fileName: 'fil.txt' }],
      ...ids,
      ...facts,
    }
    return shsMessage({ ...whole, label: change(shsLabel(whole, ids, whole.parts)) })
  }

  const httpTypes: readonly (string | undefined)[] = [
    'message/rfc822',
    'multipart/mixed',
    'multipart/mixed; boundary=other',
    'application/octet-stream',
    'text/plain; charset=utf-8',
    'application/x-www-form-urlencoded',
    'nonsense',
    undefined,
  ]
  for (const type of httpTypes) {
    it(`whole, with the HTTP Content-Type ${type ?? 'left out'}`, async () => {
      const message = built()
      await taken(
        message.txId,
        await employer.send(message.octets, type === undefined ? {} : { 'content-type': type }),
      )
    })
  }

  it('as parts alone, with the boundary in the HTTP header', async () => {
    const message = built({ boundary: 'grans' })
    const parts = message.octets.subarray(message.octets.indexOf('--grans'))
    await taken(
      message.txId,
      await employer.send(parts, { 'content-type': 'multipart/mixed; boundary="grans"' }),
    )
  })

  it('with the inner Content-Type folded over two lines, and header names in any case', async () => {
    const message = built({
      boundary: 'grans',
      headers: [
        'SUBJECT: SHS Message',
        'mime-version: 1.0',
        'CONTENT-type: multipart/mixed;',
        '\tBOUNDARY="grans"',
      ],
    })
    await taken(message.txId, await employer.send(message.octets))
  })

  it('with LF line ends', async () => {
    const lf = Buffer.from('en rad\nen till', 'latin1')
    const message = built({ lineEnd: '\n', parts: [{ content: lf }] })
    await taken(message.txId, await employer.send(message.octets), [lf])
  })

  it('with a preamble and an epilogue', async () => {
    const message = built({ preamble: 'This is a multi-part message in MIME format.\r\n' })
    await taken(message.txId, await employer.send(Buffer.concat([message.octets, Buffer.from('\r\n\r\n')])))
  })

  it('in chunks, down to one octet each', async () => {
    for (const size of [1, 7, 1000]) {
      const message = built()
      const socket = await employer.raw()
      const said = untilClosed(socket)
      socket.write(
        'POST /shs/rs HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n',
      )
      for (let at = 0; at < message.octets.length; at += size) {
        const piece = message.octets.subarray(at, at + size)
        socket.write(
          Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]),
        )
      }
      socket.write('0\r\n\r\n')
      const answer = await said
      assert.match(answer, /^HTTP\/1\.1 202 /)
      await taken(message.txId, { status: 202, headers: {}, body: Buffer.alloc(0), text: '' })
    }
  })

  it('with no data at all in its part, and with a thousand parts', async () => {
    const empty = built({ parts: [{ content: Buffer.alloc(0) }] })
    await taken(empty.txId, await employer.send(empty.octets), [Buffer.alloc(0)])
    const parts = Array.from({ length: 1000 }, (_, index) => ({ content: Buffer.from(String(index)) }))
    const many = built({ parts })
    await taken(
      many.txId,
      await employer.send(many.octets),
      parts.map((part) => part.content),
    )
  })

  it('in each transfer encoding, which is kept as it came', async () => {
    const base64 = Buffer.from('w6XDpA==\r\n')
    const parts = [
      { content: base64, transferEncoding: 'base64' },
      { content: Buffer.from('=E5=E4=\r\n!'), transferEncoding: 'quoted-printable' },
      { content: Buffer.from('abc'), transferEncoding: '7bit' },
      { content: Buffer.from('abc'), headers: ['Content-Type: text/plain'] },
      { content: Buffer.from([0xe5, 0x80]), transferEncoding: '8BIT' },
    ]
    const message = built({ parts })
    const answer = await employer.send(message.octets)
    await taken(
      message.txId,
      answer,
      parts.map((part) => part.content),
    )
    const receipt = JSON.parse((await employer.receipt(String(answer.headers['x-shs-localid']))).text)
    assert.deepEqual(
      receipt.parts.map((part: { bytes: number }) => part.bytes),
      [4, 3, 3, 3, 2],
    )
  })

  const names: readonly (readonly [what: string, headers: readonly string[], name: string])[] = [
    [
      'raw Latin-1',
      ['Content-Type: text/plain', 'Content-Disposition: attachment; filename="sjukanmälan.txt"'],
      'sjukanmälan.txt',
    ],
    [
      'unquoted',
      ['Content-Type: text/plain', 'Content-Disposition: attachment; filename=fil-1.txt'],
      'fil-1.txt',
    ],
    ['in Content-Type; name=', ['Content-Type: text/plain; name="fil.txt"'], 'fil.txt'],
    [
      'of RFC 2231',
      ['Content-Type: text/plain', "Content-Disposition: attachment; filename*=UTF-8''%C3%A5%20b.txt"],
      'å b.txt',
    ],
    [
      'of RFC 2047',
      ['Content-Type: text/plain', 'Content-Disposition: attachment; filename="=?UTF-8?Q?=C3=A5.txt?="'],
      'å.txt',
    ],
  ]
  for (const [what, headers, name] of names) {
    it(`with a file name ${what}`, async () => {
      const message = built({ parts: [{ content, headers }] })
      const answer = await employer.send(message.octets)
      await taken(message.txId, answer)
      const receipt = JSON.parse((await employer.receipt(String(answer.headers['x-shs-localid']))).text)
      assert.equal(receipt.fileName, name)
    })
  }

  const labels: readonly (readonly [
    what: string,
    change: (label: string) => string,
    facts?: MessageFacts,
  ])[] = [
    ['without a DOCTYPE', (label) => label.replace(/<!DOCTYPE[^>]*>\n/, '')],
    ['without an XML declaration', (label) => label.replace(/<\?xml[^>]*>\n/, '')],
    [
      'with from before originator',
      (label) => label.replace(/(<originator>.*<\/originator>)\n(<from.*<\/from>)/, '$2\n$1'),
      { originator: 'Åsa' },
    ],
    ['with from without commonName', (label) => label.replaceAll(' commonName=""', '')],
    ['with bare numbers and no URN', (label) => label.replaceAll('urn:X-shs:', '')],
    ['with the URN in another case', (label) => label.replaceAll('urn:X-shs:', 'URN:x-shs:')],
    ['without message-type', (label) => label.replace(' message-type="simple"', '')],
    ['with document-type', (label) => label.replace(' message-type="simple"', ' document-type="simple"')],
    ['without status', (label) => label.replace(' status="production"', '')],
    ['with indentation and CRLF', (label) => label.replaceAll('\n', '\r\n    ')],
    [
      'with a history of other nodes',
      (label) =>
        label.replace(
          '</shs.label>',
          '<history node.id="n1" to="165560000001"><datetime>2026-10-05T08:00:00</datetime></history></shs.label>',
        ),
    ],
  ]
  for (const [what, change, facts] of labels) {
    it(`with a label ${what}`, async () => {
      const message = relabelled(change, facts)
      await taken(message.txId, await employer.send(message.octets))
    })
  }

  it('with a label in UTF-8 that says so, which goes out in ISO-8859-1', async () => {
    const message = relabelled(
      (label) => Buffer.from(label.replace('ISO-8859-1', 'UTF-8'), 'utf8').toString('latin1'),
      { subject: 'räksmörgås €' },
    )
    const label = await taken(message.txId, await employer.send(message.octets))
    assert.match(label, /encoding="ISO-8859-1"/)
    assert.match(label, /<subject>räksmörgås &#(8364|x20AC);<\/subject>/i)
  })

  it('with request headers that make no sense: none steers anything, none comes back', async () => {
    const message = built()
    const answer = await employer.send(message.octets, {
      'content-type': 'message/rfc822',
      'X-shs-txid': randomUUID(),
      'X-shs-localid': '7K3M-9Q2T-4XWD-8B54',
      'X-shs-duplicatemsg': 'yes',
      'X-shs-errorcode': 'OtherError',
      JMSCorrelationID: 'x',
      breadcrumbId: 'ID-1',
      action: 'ack',
      txId: randomUUID(),
      outbox: '5560000001',
      'X-Forwarded-For': '10.0.0.1',
      'client-cert': ':AAAA:',
    })
    await taken(message.txId, answer)
    assert.equal(answer.headers['x-shs-txid'], message.txId)
    assert.equal(answer.headers['x-shs-duplicatemsg'], 'no')
    for (const name of ['jmscorrelationid', 'breadcrumbid', 'action', 'txid', 'outbox', 'x-shs-errorcode']) {
      assert.equal(answer.headers[name], undefined, name)
    }
  })
})
