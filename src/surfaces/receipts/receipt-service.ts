import type { Exchange } from '../../exchange/exchange.ts'
import { receiptJson } from '../../exchange/receipts/json-form.ts'
import { receiptText } from '../../exchange/receipts/text-form.ts'
import { answerJson, answerText } from '../http/answer.ts'
import type { Call, Route } from '../http/call.ts'
import { languageOf } from '../http/language.ts'
import { pathSegments } from '../http/path-segments.ts'

const prefix = '/receipts/'

/** `/receipts/{id}`: the receipt and the story of a file, for its sender and receiver only (product.md 5). */
export function receiptService(exchange: Exchange): Route {
  return {
    name: '/receipts/{id}',
    methods: ['GET'],
    language: 'sv',
    matches: (path) => path.startsWith(prefix),
    handle: (call) => show(call, exchange),
  }
}

async function show({ path, caller, request, response }: Call, exchange: Exchange): Promise<void> {
  const [id = ''] = pathSegments(path.slice(prefix.length))
  const receipt = await exchange.receipt(id, caller)
  const language = languageOf(request.headers['accept-language'], 'sv')
  const asksForJson = request.headers.accept?.includes('application/json') === true
  if (asksForJson) answerJson(response, 200, receiptJson(receipt, language, exchange.time))
  else answerText(response, 200, receiptText(receipt, language, exchange.time))
}
