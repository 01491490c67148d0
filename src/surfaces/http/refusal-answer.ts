import type { OutgoingHttpHeaders } from 'node:http'
import { KvittensError } from '../../protocol/kvittens-error.ts'
import { formatReceiptId } from '../../protocol/receipt-id.ts'
import type { Refusal, RefusalKind } from '../../exchange/refusal.ts'
import type { Language } from './language.ts'

const statusOf: Readonly<Record<RefusalKind, number>> = {
  shs: 400,
  badRequest: 400,
  forbidden: 403,
  notFound: 404,
  busy: 409,
  unavailable: 503,
  gone: 410,
  timeout: 408,
  brokenOff: 400,
}

export interface RefusalAnswer {
  readonly status: number
  readonly text: string
  readonly headers: OutgoingHttpHeaders
}

/** How a refusal looks on the wire: its status, its words and cure a line each, and the id to quote. */
export function refusalAnswer(refusal: Refusal, language: Language, nodeId: string): RefusalAnswer {
  const attempt = refusal.attemptId === undefined ? undefined : formatReceiptId(refusal.attemptId)
  return {
    status: statusOf[refusal.kind],
    text: refusalText(
      refusal,
      language,
      attempt && `${attempt} (${language === 'sv' ? 'hos' : 'at'} ${nodeId})`,
    ),
    headers: {
      'content-language': language,
      ...(refusal.kind === 'shs' ? { 'X-shs-errorcode': refusal.code, 'X-shs-nodeid': nodeId } : {}),
      ...(attempt === undefined ? {} : { 'Kvittens-Attempt': attempt }),
      ...(refusal.kind === 'busy' ? { 'Retry-After': '5' } : {}),
      // The status of a refusal by SHS does not tell whether the same may go well later.
      ...(refusal.kind === 'unavailable' || (refusal.kind === 'shs' && refusal.retryable)
        ? { 'Retry-After': '30' }
        : {}),
    },
  }
}

function refusalText(error: KvittensError, language: Language, attempt: string | undefined): string {
  const lines = [error.words[language]]
  if (error.cure !== undefined) lines.push(error.cure[language])
  if (attempt !== undefined) lines.push(language === 'sv' ? `Försök: ${attempt}` : `Attempt: ${attempt}`)
  return `${lines.join('\n')}\n`
}

/** How a fault of the node looks on the wire: an id to quote, never a stack or a path. */
export function faultAnswer(error: unknown, id: string, language: Language): RefusalAnswer {
  const known = knownFault(error)
  const lines = [
    known?.words[language] ??
      (language === 'sv'
        ? 'Noden kunde inte göra det den skulle. Det är inte säkert om något blev gjort; samma anrop kan göras om utan risk.'
        : 'The node failed. Whether anything was done is not known; the same request can safely be made again.'),
    ...(known?.cure === undefined ? [] : [known.cure[language]]),
    language === 'sv' ? `Uppge felnummer ${id}.` : `Please quote fault ${id}.`,
  ]
  return {
    status: 500,
    text: `${lines.join('\n')}\n`,
    headers: { 'content-language': language, ...(known?.retryable ? { 'Retry-After': '30' } : {}) },
  }
}

function knownFault(error: unknown): KvittensError | undefined {
  return error instanceof KvittensError ? error : undefined
}
