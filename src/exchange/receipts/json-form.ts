import { formatReceiptId } from '../../protocol/receipt-id.ts'
import type { LocalTime } from '../local-time.ts'
import type { AttemptReceipt, MessageReceipt, Receipt, ReceiptFile, StoryEvent } from './receipt.ts'

type Language = 'sv' | 'en'

/** The receipt as a value for JSON, with the keys of product.md 5; a key without a value is left out. */
export function receiptJson(receipt: Receipt, language: Language, time: LocalTime): object {
  return receipt.kind === 'message'
    ? messageJson(receipt, language, time)
    : attemptJson(receipt, language, time)
}

function messageJson(receipt: MessageReceipt, language: Language, time: LocalTime): object {
  const { files, status, txId, corrId, channel, from, to, service, product } = receipt
  const [first] = files
  return {
    receiptId: formatReceiptId(receipt.receiptId),
    receivedAt: time.formatWithZone(receipt.receivedAt),
    channel,
    from,
    to,
    service,
    product,
    ...(files.length > 1 ? { parts: files.map(fileJson) } : first === undefined ? {} : fileJson(first)),
    status,
    txId,
    corrId,
    copies: receipt.copies?.map((copy) => ({ ...copy, receiptId: formatReceiptId(copy.receiptId) })),
    nextTryAt: receipt.nextTryAt === undefined ? undefined : time.formatWithZone(receipt.nextTryAt),
    events: receipt.events.map((event) => eventJson(event, language, time)),
  }
}

function attemptJson(receipt: AttemptReceipt, language: Language, time: LocalTime): object {
  const { channel, from, to, product, fileName, code, status, txId } = receipt
  return {
    attemptId: formatReceiptId(receipt.attemptId),
    at: time.formatWithZone(receipt.at),
    channel,
    from,
    to,
    product,
    fileName,
    status,
    code,
    detail: receipt.reason[language],
    cure: receipt.cure?.[language],
    txId,
    events: receipt.events.map((event) => eventJson(event, language, time)),
  }
}

function fileJson({ fileName, bytes, sha256 }: ReceiptFile): object {
  return { fileName, bytes, sha256 }
}

function eventJson({ at, event, text }: StoryEvent, language: Language, time: LocalTime): object {
  return { at: time.formatWithZone(at), event, text: text[language] }
}
