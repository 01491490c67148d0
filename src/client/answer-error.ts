import type { IncomingMessage } from 'node:http'
import type { Words } from '../protocol/words.ts'
import { textOf } from './answer-body.ts'
import { ClientError } from './client-error.ts'

/** Longer words than this are no refusal but a page; what is beyond it is of no use to anyone. */
const maxWords = 64 * 1024

const names: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Forbidden',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'WrongAddress',
  408: 'TimedOut',
  409: 'Busy',
  410: 'Gone',
  413: 'TooLarge',
  429: 'TooManyRequests',
  500: 'NodeFault',
  502: 'NodeUnreachable',
  503: 'NodeBusy',
  504: 'NodeUnreachable',
}

/** Refusals of what came too soon, too often or at the wrong moment. */
const passing: ReadonlySet<number> = new Set([408, 409, 425, 429])

/** A refusal or a fault as the other side told it: its code, its words, and whether to try again. */
export async function answerError(answer: IncomingMessage, host: string): Promise<ClientError> {
  const status = answer.statusCode ?? 0
  const attemptId = headerOf(answer, 'kvittens-attempt')
  const text = await wordsOf(answer, host)
  const [first = '', ...rest] = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const cure = rest.join('\n')
  return new ClientError(headerOf(answer, 'x-shs-errorcode') ?? names[status] ?? `Http${status}`, {
    words: first === '' ? withoutWords(host, status) : { sv: first, en: first },
    ...(cure === '' ? {} : { cure: { sv: cure, en: cure } }),
    status,
    ...(attemptId === undefined ? {} : { attemptId }),
    retryable: passing.has(status) || status >= 500 || headerOf(answer, 'retry-after') !== undefined,
  })
}

/** A header's value; undefined where it is missing or empty. */
export function headerOf(answer: IncomingMessage, name: string): string | undefined {
  const value = answer.headers[name]
  const first = Array.isArray(value) ? value[0] : value
  return first === undefined || first.trim() === '' ? undefined : first.trim()
}

/** The text of an answer; nothing where it is a page for browsers or breaks off: the status says enough then. */
async function wordsOf(answer: IncomingMessage, host: string): Promise<string> {
  try {
    const text = await textOf(answer, host, maxWords)
    return headerOf(answer, 'content-type')?.startsWith('text/html') === true ? '' : text
  } catch (error) {
    if (error instanceof ClientError) return ''
    throw error
  }
}

/** What there is to say of an answer that says nothing itself. */
export function withoutWords(host: string, status: number): Words {
  return {
    sv: `${host} svarade ${status} utan att säga varför.`,
    en: `${host} answered ${status} without saying why.`,
  }
}
