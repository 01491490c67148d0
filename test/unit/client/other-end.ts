import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { SubjectShape } from '../../../src/adapters/trust/subject-shapes.ts'
import { type Client, type ClientOptions, createClient } from '../../../src/client/client.ts'
import { testAuthority } from '../../support/certificates.ts'

const ownNumber = '5560000001'
const serverNumber = '2021000001'

/** A node that answers as a test says, and the client's options to call it. */
export interface OtherEnd extends AsyncDisposable {
  readonly options: ClientOptions
  readonly server: Server
  client(options?: Partial<ClientOptions>): Client
}

/** Starts one whose certificate names its organisation but no host, as SHS certificates do. */
export async function otherEnd(
  listener: (request: IncomingMessage, response: ServerResponse) => unknown,
  certificate: {
    readonly hostNames?: readonly string[]
    readonly shape?: SubjectShape
    readonly notBefore?: number
    readonly notAfter?: number
  } = {},
): Promise<OtherEnd> {
  const ca = await testAuthority()
  const own = await ca.issue({ organisationNumber: ownNumber, commonName: 'employer.example' })
  const its = await ca.issue({
    organisationNumber: serverNumber,
    commonName: 'shs.example.se',
    ...certificate,
  })
  const server = createServer(
    { cert: its.certificatePem, key: its.keyPem, ca: ca.certificatePem, requestCert: true },
    (request, response) => void listener(request, response),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const options = {
    url: `https://127.0.0.1:${portOf(server.address())}`,
    certificate: own.certificatePem,
    key: own.keyPem,
    ca: ca.certificatePem,
    serverNumber,
  }
  const clients: Client[] = []
  return {
    options,
    server,
    client(more = {}) {
      const client = createClient({ ...options, ...more })
      clients.push(client)
      return client
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) client[Symbol.dispose]()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
