import type { IncomingMessage } from 'node:http'
import { headerOf, withoutWords } from '../../../client/answer-error.ts'
import type { PeerAnswer, PeerFailure, PeerRefusal } from '../../../exchange/ports/peers.ts'
import type { Words } from '../../../protocol/words.ts'
import { answerText, idOf, readAway } from './answer-text.ts'
import { retryAfter } from './retry-after.ts'

/** What the reading of an answer takes from around it. */
export interface AnswerWorld {
  /** Host and port, for words. */
  readonly host: string
  readonly now: number
  /** Milliseconds that a text is waited for. */
  readonly patience: number
}

/** Requests that came too soon, too often or at the wrong moment: the same again may be taken. */
const busy: ReadonlySet<number> = new Set([409, 425, 429, 503])

/** The answer to an asynchronous message (shs-protocol.md 5). */
export async function deliveryAnswer(answer: IncomingMessage, world: AnswerWorld): Promise<PeerAnswer> {
  return answer.statusCode === 202 ? accepted(answer) : otherAnswer(answer, world, 202)
}

/** An answer that is not the one which says that it went well. */
export async function otherAnswer(
  answer: IncomingMessage,
  world: AnswerWorld,
  expected: 200 | 202,
): Promise<PeerRefusal | PeerFailure> {
  const status = answer.statusCode ?? 0
  if (status < 400 || status > 599) return unexpected(answer, world, expected)
  const text = await answerText(answer, world.patience)
  const words = text === '' ? withoutWords(world.host, status) : { sv: text, en: text }
  const wait = retryAfter(headerOf(answer, 'retry-after'), world.now)
  if (status < 500 && status !== 408 && !busy.has(status)) return refused(answer, status, words, wait)
  return {
    kind: 'failed',
    because: busy.has(status) ? 'busy' : status === 408 ? 'timeout' : 'server',
    status,
    ...(wait === undefined ? {} : { retryAfter: wait }),
    words: text === '' ? words : { sv: saidSv(world, status, text), en: saidEn(world, status, text) },
  }
}

async function accepted(answer: IncomingMessage): Promise<PeerAnswer> {
  const nodeId = idOf(answer, 'x-shs-nodeid')
  const localId = idOf(answer, 'x-shs-localid')
  await readAway(answer)
  return {
    kind: 'accepted',
    duplicate: headerOf(answer, 'x-shs-duplicatemsg')?.toLowerCase() === 'yes',
    ...(nodeId === undefined ? {} : { nodeId }),
    ...(localId === undefined ? {} : { localId }),
  }
}

function refused(
  answer: IncomingMessage,
  status: number,
  words: Words,
  wait: number | undefined,
): PeerRefusal {
  const code = headerOf(answer, 'x-shs-errorcode')
  const nodeId = idOf(answer, 'x-shs-nodeid')
  return {
    kind: 'refused',
    status,
    ...(code === undefined || !/^\w{1,64}$/.test(code) ? {} : { code }),
    ...(nodeId === undefined ? {} : { nodeId }),
    ...(wait === undefined ? {} : { retryAfter: wait }),
    words,
  }
}

async function unexpected(
  answer: IncomingMessage,
  { host }: AnswerWorld,
  expected: 200 | 202,
): Promise<PeerFailure> {
  const status = answer.statusCode ?? 0
  await readAway(answer)
  return {
    kind: 'failed',
    because: 'server',
    status,
    words:
      expected === 202
        ? {
            sv: `${host} svarade ${status}, som inte är någon kvittens på ett asynkront meddelande (202).`,
            en: `${host} answered ${status}, which is no receipt of an asynchronous message (202).`,
          }
        : {
            sv: `${host} svarade ${status}, som inte är något svar på en synkron fråga (200).`,
            en: `${host} answered ${status}, which is no reply to a synchronous request (200).`,
          },
    cure: {
      sv: 'Leveransadressen ska vara mottagningstjänsten själv (…/shs/rs), utan omdirigering: rätta den i registret eller katalogen.',
      en: 'The delivery address should be the receive service itself (…/shs/rs), without redirects: correct it in the registry or the directory.',
    },
  }
}

function saidSv({ host }: AnswerWorld, status: number, text: string): string {
  return `${host} svarade ${status}: ${text}`
}

function saidEn({ host }: AnswerWorld, status: number, text: string): string {
  return `${host} answered ${status}: ${text}`
}
