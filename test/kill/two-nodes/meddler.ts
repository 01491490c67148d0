import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Agent, createServer, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Identity } from '../../support/mtls-client.ts'
import { productOf } from './facts.ts'

/** What is done to one message. */
export type Meddling =
  /** It is answered with 202 and goes no further. */
  | 'swallow'
  /** The last octet of its content is another when it goes on. */
  | 'change'
  /** It goes on, and then once more with another tx.id. */
  | 'twice'

export interface MeddlerPlace {
  /** Whom it pretends to be. */
  readonly as: Identity
  readonly url: () => string
  /** As whom it passes messages on. */
  readonly withCertificateOf: Identity
}

export interface Meddler extends AsyncDisposable {
  readonly url: string
  /** Whether it has come to its one message. */
  readonly hasMeddled: boolean
}

/** Stands between two nodes and passes messages on, and their answers; but for one message. */
export async function startMeddler(how: Meddling, place: MeddlerPlace, caPem: string): Promise<Meddler> {
  const { as, url, withCertificateOf } = place
  const agent = new Agent({
    keepAlive: true,
    cert: withCertificateOf.certificatePem,
    key: withCertificateOf.keyPem,
    ca: caPem,
    // Whose certificate it is, is not what is tried here.
    checkServerIdentity: () => undefined,
  })
  let harmed = false
  let swallowed: string | undefined
  const server = createServer({
    cert: as.certificatePem,
    key: as.keyPem,
    ca: caPem,
    requestCert: true,
  })
  server.on('request', (incoming, response) => {
    pass(incoming, response).catch(() => response.destroy())
  })

  async function pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const octets = Buffer.concat(await incoming.toArray())
    const type = incoming.headers['content-type'] ?? ''
    // Whoever was killed before it had noted the answer posts the same again.
    const isSwallowed = swallowed !== undefined && txIdOf(octets) === swallowed
    const mayBeHarmed = isSwallowed || (!harmed && isVictim(octets))
    if (!mayBeHarmed) return answerAs(await post(octets, type), response)
    if (how === 'swallow') {
      harmed = true
      swallowed = txIdOf(octets)
      response.writeHead(202, { 'content-type': 'text/plain' })
      response.end('')
      return
    }
    const answer = await post(how === 'change' ? changed(octets) : octets, type)
    harmed = answer.status === 202
    if (how === 'twice' && harmed) await post(withOtherTxId(octets), type)
    return answerAs(answer, response)
  }

  function post(octets: Buffer, type: string): Promise<Passed> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        url(),
        { agent, method: 'POST', headers: { 'content-type': type, 'content-length': octets.length } },
        (answer) => {
          answer
            .toArray()
            .then((pieces) =>
              resolve({ status: answer.statusCode ?? 0, answer, text: Buffer.concat(pieces) }),
            )
            .catch(reject)
        },
      )
      outgoing.on('error', reject)
      outgoing.end(octets)
    })
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `https://127.0.0.1:${port}/shs/rs`,
    get hasMeddled() {
      return harmed
    },
    async [Symbol.asyncDispose]() {
      agent.destroy()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

interface Passed {
  readonly status: number
  readonly answer: IncomingMessage
  readonly text: Buffer
}

function answerAs({ status, answer, text }: Passed, response: ServerResponse): void {
  const shs = Object.entries(answer.headers).filter(([name]) => name.startsWith('x-shs-'))
  response.writeHead(status, { 'content-type': 'text/plain', ...Object.fromEntries(shs) })
  response.end(text)
}

/** One that goes to an agency directly, or a confirm of one. */
function isVictim(octets: Buffer): boolean {
  const label = octets.toString('latin1', 0, 8192)
  return new RegExp(`<product[^>]*>(?:urn:X-shs:)?(?:${productOf.direct}|confirm)<`, 'i').test(label)
}

function txIdOf(octets: Buffer): string {
  const [, txId] = /\btx\.id="([^"]+)"/.exec(octets.toString('latin1', 0, 8192)) ?? []
  if (txId === undefined) throw new Error('a message without a tx.id was posted')
  return txId
}

function changed(octets: Buffer): Buffer {
  const other = Buffer.from(octets)
  const last = other.lastIndexOf('\r\n--') - 1
  other.writeUInt8(other.readUInt8(last) ^ 1, last)
  return other
}

function withOtherTxId(octets: Buffer): Buffer {
  const text = octets.toString('latin1')
  const txId = txIdOf(octets)
  const other = `${txId.startsWith('0') ? '1' : '0'}${txId.slice(1)}`
  return Buffer.from(text.replaceAll(txId, other), 'latin1')
}
