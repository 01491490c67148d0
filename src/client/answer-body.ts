import type { IncomingMessage } from 'node:http'
import { decodeLatin1 } from '../protocol/latin1.ts'
import { decodeUtf8Strict } from '../protocol/utf8.ts'
import { ClientError } from './client-error.ts'
import { networkError } from './network-error.ts'

/** An answer's octets as they come; a connection that breaks makes it throw a `ClientError`. */
export async function* octetsOf(answer: IncomingMessage, host: string): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of answer) yield asOctets(chunk)
  } catch (error) {
    throw networkError(error, host)
  }
}

/** A short answer's text: UTF-8 where it is, else ISO-8859-1. Throws over `maxBytes`. */
export async function textOf(answer: IncomingMessage, host: string, maxBytes: number): Promise<string> {
  const bytes = await wholeOf(answer, host, maxBytes)
  return decodeUtf8Strict(bytes) ?? decodeLatin1(bytes)
}

/** A bounded answer's octets, all of them. Throws over `maxBytes`. */
export async function wholeOf(answer: IncomingMessage, host: string, maxBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of octetsOf(answer, host)) {
    size += piece.length
    if (size > maxBytes) throw tooLong(host, maxBytes)
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

function asOctets(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk
  throw new TypeError('an answer came as something other than octets')
}

function tooLong(host: string, maxBytes: number): ClientError {
  return new ClientError('AnswerTooLong', {
    words: {
      sv: `Svaret från ${host} är längre än ${maxBytes} byte.`,
      en: `The answer of ${host} is longer than ${maxBytes} bytes.`,
    },
  })
}
