import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, readFileSync, statSync } from 'node:fs'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

// A bare Node server, the yardstick of a figure: node bare-server.ts KIND FOLDER KEY CERTIFICATE CA
const [kind = '', dir = '', key = '', certificate = '', ca = ''] = process.argv.slice(2)

/** Reads the whole body and answers. */
const echo: RequestListener = (request, response) => {
  request.on('end', () => {
    response.writeHead(202, { 'content-type': 'text/plain', 'content-length': 2 })
    response.end('ok')
  })
  request.resume()
}

/** A body to a file, with its SHA-256 and one fsync before the answer; the same file out again. */
const disk: RequestListener = (request, response) => {
  const turn = request.method === 'POST' ? intoFile(request, response) : outOfFile(response)
  turn.catch((error: unknown) => {
    console.error(error)
    response.destroy()
  })
}

const file = join(dir, 'bare')

async function intoFile(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const hash = createHash('sha256')
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  await pipeline(request, hashing, createWriteStream(file, { flush: true }))
  const digest = hash.digest('hex')
  response.writeHead(202, { 'content-type': 'text/plain', 'content-length': digest.length })
  response.end(digest)
}

async function outOfFile(response: ServerResponse): Promise<void> {
  const { size } = statSync(file)
  response.writeHead(200, { 'content-type': 'message/rfc822', 'content-length': size })
  await pipeline(createReadStream(file, { highWaterMark: 256 * 1024 }), response)
}

/** What is in the file, from memory, in chunks as a list is streamed. */
const list: RequestListener = (_request, response) => {
  listed ??= readFileSync(file)
  response.writeHead(200, { 'content-type': 'application/xml; charset=ISO-8859-1' })
  response.end(listed)
}

let listed: Buffer | undefined

const kinds: Readonly<Record<string, RequestListener>> = { echo, disk, list }

const listener = kinds[kind]
if (listener === undefined) throw new Error(`no bare server of the kind ${kind}`)
const server = createServer(
  {
    key: readFileSync(key),
    cert: readFileSync(certificate),
    ca: readFileSync(ca),
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    requestTimeout: 0,
    keepAliveTimeout: 60_000,
    noDelay: true,
  },
  listener,
)
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object' && address !== null) console.log(`ready port=${address.port}`)
})
process.on('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
})
