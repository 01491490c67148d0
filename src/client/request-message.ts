import { readManagement } from '../protocol/management/management-reader.ts'
import type { Management } from '../protocol/management/management.ts'
import { parseParameters, tokenParameter } from '../protocol/mime/parameters.ts'
import { ProtocolError } from '../protocol/protocol-error.ts'
import { textOf } from './answer-body.ts'
import { answerError } from './answer-error.ts'
import { ClientError } from './client-error.ts'
import type { Connection } from './connection.ts'
import { type FetchedMessage, type FetchedPart, incomingMessage } from './incoming-message.ts'
import { messageBody, type OutgoingMessage } from './outgoing-message.ts'
import { shsPath } from './shs-path.ts'

/** An error message is a few hundred octets; one that is longer says no more for it. */
const maxError = 64 * 1024
const maxAnswer = 64 * 1024

/**
 * Posts a synchronous message and begins to read its reply: resolves when the reply's label is here. Throws a
 * `ClientError` on a refusal, on a reply to something else, and on an error message in place of a reply. The reply's
 * sequence-type is as it came: deployed nodes set a wrong one at times (shs-protocol.md 13).
 */
export async function requestMessage(
  message: OutgoingMessage,
  connection: Connection,
  base: string,
): Promise<FetchedMessage> {
  const { host } = connection
  const answer = await connection.call({
    method: 'POST',
    path: shsPath(base, 'rs'),
    headers: { 'content-type': 'message/rfc822' },
    body: messageBody(message),
  })
  if (answer.statusCode === 202) {
    await textOf(answer, host, maxAnswer)
    throw takenAsAsynchronous(host)
  }
  if (answer.statusCode !== 200) throw await answerError(answer, host)
  const reply = await incomingMessage(answer, host, { raw: false })
  try {
    await demandReply(reply, message.label.txId, host)
    return reply
  } catch (error) {
    reply[Symbol.dispose]()
    throw error
  }
}

async function demandReply({ label, parts }: FetchedMessage, asked: string, host: string): Promise<void> {
  if (label.txId.toLowerCase() !== asked.toLowerCase()) throw otherReply(host, label.txId, asked)
  if (label.sequenceType === 'adm' && label.product.id === 'error') throw await errorReply(parts, host)
}

async function errorReply(parts: AsyncIterable<FetchedPart>, host: string): Promise<ClientError> {
  for await (const part of parts) {
    const said = await managementOf(part)
    if (said !== undefined) return toldError(said, host)
  }
  return toldError(undefined, host)
}

async function managementOf({ content, contentType }: FetchedPart): Promise<Management | undefined> {
  const charset =
    contentType === undefined ? undefined : tokenParameter(parseParameters(contentType), 'charset')
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of content) {
    size += piece.length
    if (size > maxError) return undefined
    pieces.push(piece)
  }
  try {
    return readManagement(Buffer.concat(pieces), { charset })
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}

function toldError(said: Management | undefined, host: string): ClientError {
  const text = said?.errorInfo
  return new ClientError(said?.errorCode ?? 'OtherError', {
    words:
      text === undefined
        ? {
            sv: `${host} svarade med ett felmeddelande utan förklaring.`,
            en: `${host} answered with an error message that does not say why.`,
          }
        : { sv: text, en: text },
  })
}

function otherReply(host: string, found: string, asked: string): ClientError {
  return new ClientError('WrongReply', {
    words: {
      sv: `${host} svarade på ${found}; frågan var ${asked}.`,
      en: `${host} answered ${found}; the request was ${asked}.`,
    },
  })
}

function takenAsAsynchronous(host: string): ClientError {
  return new ClientError('NoReply', {
    words: {
      sv: `${host} tog emot frågan som ett asynkront meddelande och gav inget svar.`,
      en: `${host} took the request as an asynchronous message and gave no reply.`,
    },
    cure: {
      sv: 'Svaret, om det kommer, läggs i brevlådan: kvittens list.',
      en: 'The reply, if there comes one, will be in the mailbox: kvittens list.',
    },
  })
}
