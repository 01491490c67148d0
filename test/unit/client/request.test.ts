import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { shsMessage, type MessageFacts } from '../../support/shs-message.ts'
import { bodyOf, otherEnd, type OtherEnd } from './other-end.ts'
import { joined, sampleMessage, txId } from './sample.ts'

const question = () => sampleMessage(Buffer.from('question'))

/** A node that answers every request with a message, whole or cut off after so many octets. */
function answering(reply: MessageFacts, cut?: number): Promise<OtherEnd> {
  return otherEnd(async (request, response) => {
    await bodyOf(request)
    const { octets } = shsMessage({ txId, sequenceType: 'reply', ...reply })
    response.writeHead(200, { 'content-type': 'message/rfc822' })
    if (cut === undefined) response.end(octets)
    else response.write(octets.subarray(0, octets.length - cut), () => response.destroy())
  })
}

async function filesOf(other: OtherEnd): Promise<readonly string[]> {
  using reply = await other.client().request(question())
  const files: string[] = []
  for await (const { content } of reply.parts) files.push((await joined(content)).toString('latin1'))
  return files
}

const management = (errorCode: string): string =>
  `<?xml version="1.0" encoding="ISO-8859-1"?>
<shs.management version="1.2" corr.id="${txId}" content.id="${txId}"><datetime>2026-10-05T08:00:00</datetime>
<error errorcode="${errorCode}" errorinfo="Skatteverkets tjänst är stängd"/></shs.management>`

describe('a synchronous request', () => {
  it('is posted with its length, and gives the files of its reply', async () => {
    let said: { readonly url?: string | undefined; readonly body: string } | undefined
    await using other = await otherEnd(async (request, response) => {
      said = { url: request.url, body: (await bodyOf(request)).toString('latin1') }
      const parts = [
        { content: Buffer.from('ett'), fileName: '1.txt' },
        { content: Buffer.from('dHbl'), fileName: '2.txt', transferEncoding: 'base64' },
      ]
      response.writeHead(200, { 'content-type': 'message/rfc822' })
      response.end(shsMessage({ txId, sequenceType: 'reply', parts }).octets)
    })
    assert.deepEqual(await filesOf(other), ['ett', 'två'])
    assert.equal(said?.url, '/shs/rs')
    assert.match(said?.body ?? '', /^Subject: SHS Message\r\n[\s\S]*question\r\n--[\s\S]*--\r\n$/)
  })

  it('is answered by a reply in upper case, and by one of the wrong sequence-type', async () => {
    await using shouting = await answering({ txId: txId.toUpperCase() })
    assert.deepEqual(await filesOf(shouting), ['innehåll\r\n'])
    await using wrong = await answering({ sequenceType: 'event' })
    using reply = await wrong.client().request(question())
    assert.equal(reply.label.sequenceType, 'event')
  })

  it('is not answered by the reply to another request', async () => {
    const other = randomUUID()
    await using wrong = await answering({ txId: other })
    await assert.rejects(wrong.client().request(question()), {
      code: 'WrongReply',
      message: new RegExp(`answered ${other}; the request was ${txId}`),
      retryable: false,
    })
  })

  it('fails with the code and the words of an error message that comes as its reply', async () => {
    const error = (errorCode: string, content = management(errorCode)): MessageFacts => ({
      sequenceType: 'adm',
      product: 'error',
      parts: [{ content: Buffer.from(content, 'latin1'), fileName: 'error.xml', contentType: 'text/xml' }],
    })
    await using telling = await answering(error('MissingDeliveryExecution'))
    await assert.rejects(telling.client().request(question()), {
      code: 'MissingDeliveryExecution',
      message: 'Skatteverkets tjänst är stängd',
    })
    await using codeless = await answering(error(''))
    await assert.rejects(codeless.client().request(question()), { code: 'OtherError' })
    await using broken = await answering(error('', '<no-management/>'))
    await assert.rejects(broken.client().request(question()), { code: 'OtherError' })
  })

  it('fails where the node took it as an asynchronous message, refused it, or sent no message', async () => {
    for (const [status, headers, code, retryable] of [
      [202, {}, 'NoReply', false],
      [400, { 'X-shs-errorcode': 'UnknownReceiver' }, 'UnknownReceiver', false],
      [
        400,
        { 'X-shs-errorcode': 'MissingDeliveryExecution', 'Retry-After': '30' },
        'MissingDeliveryExecution',
        true,
      ],
      [503, {}, 'NodeBusy', true],
      [200, {}, 'IllegalMessageStructure', false],
    ] as const) {
      await using other = await otherEnd(async (request, response) => {
        await bodyOf(request)
        response.writeHead(status, headers).end('no reply')
      })
      await assert.rejects(other.client().request(question()), { code, retryable })
    }
  })

  it('is no whole answer where the reply breaks off', async () => {
    await using other = await answering({ parts: [{ content: Buffer.alloc(200_000, 'x') }] }, 10)
    await assert.rejects(filesOf(other), { code: 'NoConnection', retryable: true })
  })
})
