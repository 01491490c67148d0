import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { MayQuestion } from '../../exchange/agreements/may-i.ts'
import { mayText } from '../../exchange/agreements/may-text.ts'
import type { Answer } from '../../exchange/establish/answer.ts'
import type { Exchange } from '../../exchange/exchange.ts'
import type { LocalTime } from '../../exchange/local-time.ts'
import type { PageMark, StandingState } from '../../exchange/ports/message-log.ts'
import type { RegistryEntry } from '../../exchange/ports/registry.ts'
import { receiptJson } from '../../exchange/receipts/json-form.ts'
import { receiptText } from '../../exchange/receipts/text-form.ts'
import type { Publication, Published } from '../../exchange/ports/directory.ts'
import { KvittensError } from '../../protocol/kvittens-error.ts'
import type { OperatorAct } from '../../exchange/deliver/operate.ts'
import { answerJson } from '../http/answer.ts'
import { agreementView, toldView } from './agreement-view.ts'
import { lookedView, messageView, standingView } from './message-view.ts'

/** What the operator's own program sends; it and the node are the same version, on the same machine, of the same user. */
export type OperatorRequest =
  | { readonly act: 'hello' }
  | {
      readonly act: 'import'
      readonly entries: readonly RegistryEntry[]
      readonly prune: boolean
      readonly force: boolean
      readonly user: string
    }
  | { readonly act: 'export' }
  | { readonly act: 'receipt'; readonly id: string; readonly language: 'sv' | 'en' }
  | { readonly act: 'message'; readonly id: string }
  | { readonly act: 'messages'; readonly state: StandingState; readonly after?: PageMark }
  | { readonly act: 'totals' }
  | {
      readonly act: 'published'
      readonly published: Published
      readonly publication: Publication
      readonly user: string
    }
  | { readonly act: OperatorAct; readonly id: string; readonly user: string }
  | {
      readonly act: 'propose'
      /** Base64 of an `shs.agreement`. */
      readonly document: string
      readonly to?: string
      readonly user: string
    }
  | { readonly act: 'answer'; readonly answer: Answer; readonly user: string }
  | { readonly act: 'agreements' }
  | {
      readonly act: 'may'
      readonly question: Omit<MayQuestion, 'at'>
      /** `yyyy-MM-ddTHH:mm:ss`, in the node's zone where no zone follows; now where it is absent. */
      readonly at?: string
      readonly language: 'sv' | 'en'
    }

/** Messages in one answer of a list. */
const page = 200

/**
 * The operator's way into a running node: a Unix socket of mode 0600 in dataDir, so that the file system says who
 * may use it (product.md 2). One JSON request, one JSON answer. `fault` tells the log and gives the id to quote.
 */
export function operatorSocket(exchange: Exchange, fault: (error: unknown) => string): Server {
  return createServer((request, response) => {
    answer(request, response, exchange).catch((error: unknown) => {
      const known = error instanceof KvittensError
      answerJson(response, known ? 400 : 500, known ? told(error) : unknown(fault(error)))
    })
  })
}

function told({ code, words, cure, retryable }: KvittensError): object {
  return { code, words, cure, retryable }
}

function unknown(id: string): object {
  return {
    code: 'OtherError',
    words: { sv: 'Noden kunde inte utföra det.', en: 'The node could not do it.' },
    cure: {
      sv: `Nodens logg säger varför; sök efter felnummer ${id}.`,
      en: `The node's log says why; look for fault ${id}.`,
    },
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, exchange: Exchange): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  const asked: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
  if (!isOperatorRequest(asked))
    throw new Error('the operator asked for something that this node does not know')
  answerJson(response, 200, await operatorAct(asked, exchange))
}

/** The other end is the same program of the same user: what it asks is told by the name of the act. */
function isOperatorRequest(value: unknown): value is OperatorRequest {
  return typeof value === 'object' && value !== null && 'act' in value && typeof value.act === 'string'
}

/** Does what the operator asks; the same on a running node and on a store that is opened for the purpose. */
export async function operatorAct(asked: OperatorRequest, exchange: Exchange): Promise<object> {
  switch (asked.act) {
    case 'hello':
      return {}
    case 'import':
      return exchange.import(asked.entries, { prune: asked.prune, force: asked.force }, asked.user)
    case 'export':
      return { entries: await exchange.export() }
    case 'receipt': {
      const receipt = await exchange.receipt(asked.id, 'operator')
      return {
        json: receiptJson(receipt, asked.language, exchange.time),
        text: receiptText(receipt, asked.language, exchange.time),
      }
    }
    case 'published':
      await exchange.published(asked.publication, asked.published, asked.user)
      return {}
    case 'message':
      return lookedView(await exchange.message(asked.id), exchange.time)
    case 'messages': {
      const { state, after } = asked
      const found = await exchange.standing({ state, limit: page, ...(after === undefined ? {} : { after }) })
      return { messages: found.messages.map((one) => standingView(one, exchange.time)), next: found.next }
    }
    case 'totals': {
      const { queued, quarantined } = await exchange.totals()
      return { queued, quarantined }
    }
    case 'hold':
    case 'resend':
    case 'cancel':
      return messageView(await exchange.operate(asked.act, asked.id, asked.user), exchange.time)
    case 'propose': {
      const { document, to, user } = asked
      const proposal = { document: Buffer.from(document, 'base64'), ...(to !== undefined && { to }) }
      return toldView(await exchange.agreements.propose(proposal, user), exchange.time)
    }
    case 'answer':
      return toldView(await exchange.agreements.answer(asked.answer, asked.user), exchange.time)
    case 'agreements': {
      const listed = await exchange.agreements.list()
      return { agreements: listed.map((one) => agreementView(one, exchange.time)) }
    }
    case 'may': {
      const { question, at, language } = asked
      const answer = await exchange.may({ ...question, ...momentOf(at, exchange.time) })
      return { json: answer, text: mayText(question, answer, language) }
    }
  }
}

function momentOf(text: string | undefined, time: LocalTime): { readonly at?: number } {
  if (text === undefined) return {}
  const at = time.parse(text) ?? Date.parse(text)
  if (Number.isNaN(at)) throw new Error('the operator asked for a moment that does not exist')
  return { at }
}
