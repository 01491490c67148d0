import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { HandledReply, HandledRequest } from '../../exchange/ports/handlers.ts'
import { fileNameOf } from '../../protocol/mime/file-name.ts'
import { answerFile } from './answer-file.ts'
import type { Call } from './call.ts'
import { codeOf, failed, type HandlerFault, refused } from './handler-fault.ts'
import type { HandedFile } from './handed-file.ts'
import type { HttpAnswerer } from './local-handler.ts'
import { mediaType, unknownMediaType } from './media-type.ts'
import { plainFileName } from './plain-file-name.ts'
import { requestHeaders } from './request-headers.ts'
import { SaidText } from './said-text.ts'

/** What an HTTP handler is asked with. */
export interface HttpQuestion {
  /** The handler's name. */
  readonly name: string
  readonly by: HttpAnswerer
  readonly request: HandledRequest
  readonly file: HandedFile
}

/** Posts a request's file to a system of the actor's. Redirects are not followed: the settings say where files go. */
export async function askByHttp(question: HttpQuestion, call: Call): Promise<HandledReply> {
  const { name, file } = question
  const outgoing = begin(question)
  call.defer(() => void outgoing.destroy())
  const response = answerTo(outgoing, name)
  // Settles when the file is sent, or need not be; what goes wrong stops the call.
  void file.pour(outgoing)
  return await read(await response, name, call)
}

function begin({ by, request }: HttpQuestion): ClientRequest {
  const options = { method: 'POST', headers: requestHeaders(request), agent: false }
  if (!by.url.startsWith('https:')) return httpRequest(by.url, options)
  return httpsRequest(by.url, {
    ...options,
    rejectUnauthorized: true,
    ...(by.ca !== undefined && { ca: by.ca }),
  })
}

function answerTo(outgoing: ClientRequest, name: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.once('response', resolve)
    // After the answer has begun, its own stream tells whether it came whole.
    outgoing.on('error', (error) => reject(failed(name, codeOf(error), error)))
  })
}

async function read(response: IncomingMessage, name: string, call: Call): Promise<HandledReply> {
  const status = response.statusCode ?? 0
  const broken = (error: unknown): HandlerFault => brokeOff(name, error)
  if (status >= 400 && status < 500) throw refused(await saidIn(response, call))
  if (status !== 200) throw failed(name, `HTTP ${status}`)
  const coding = response.headers['content-encoding'] ?? 'identity'
  if (coding !== 'identity') throw failed(name, isEncoded)
  // Where it breaks before anybody reads it.
  response.on('error', (error) => call.stop(broken(error)))
  return { kind: 'answered', ...describe(response), file: answerFile(call, sourceOf(response, broken)) }
}

function sourceOf(
  response: IncomingMessage,
  broken: (error: unknown) => HandlerFault,
): Parameters<typeof answerFile>[1] {
  const octets: AsyncIterator<Uint8Array> = response[Symbol.asyncIterator]()
  return {
    octets: {
      async next() {
        try {
          return await octets.next()
        } catch (error) {
          throw broken(error)
        }
      },
    },
    async whole() {
      if (!response.complete) throw broken(undefined)
    },
  }
}

function describe(response: IncomingMessage): Omit<HandledReply, 'kind' | 'file'> {
  const { headers } = response
  const fileName = fileNameIn(headers['content-disposition'])
  const length = headers['content-length']
  return {
    contentType: mediaType(headers['content-type']) ?? unknownMediaType,
    ...(fileName !== undefined && { fileName }),
    ...(length !== undefined && { bytes: Number(length) }),
  }
}

function fileNameIn(disposition: string | undefined): string | undefined {
  const name = fileNameOf([`Content-Disposition: ${disposition ?? ''}`])
  return name !== undefined && plainFileName.test(name) ? name : undefined
}

/** What it says besides the status, where that is a text; what breaks in it does not unsay the status. */
async function saidIn(response: IncomingMessage, call: Call): Promise<string> {
  const said = new SaidText()
  // A page is for a browser.
  if (/^text\/html/i.test(response.headers['content-type'] ?? '')) return ''
  try {
    const octets: AsyncIterable<Uint8Array> = response
    for await (const piece of octets) {
      said.take(piece)
      if (said.full) break
    }
  } catch (error) {
    if (call.signal.aborted) throw error
  }
  return said.text()
}

function brokeOff(name: string, cause: unknown): HandlerFault {
  return failed(name, 'the answer broke off', cause)
}

const isEncoded = 'the answer is compressed, which was not asked for'
