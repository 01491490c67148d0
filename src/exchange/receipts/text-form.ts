import { formatReceiptId } from '../../protocol/receipt-id.ts'
import type { LocalTime } from '../local-time.ts'
import { type AttemptReceipt, type MessageReceipt, type Receipt, statusWords } from './receipt.ts'
import { safeInText } from './safe-in-text.ts'
import { storyLines } from './story-lines.ts'

type Language = 'sv' | 'en'

/**
 * The receipt as `key: value` lines (product.md 5), an empty line and the story. Keys and status words are the same
 * in every language; a line without a value is left out.
 */
export function receiptText(receipt: Receipt, language: Language, time: LocalTime): string {
  const head =
    receipt.kind === 'message' ? messageLines(receipt, time) : attemptLines(receipt, language, time)
  const nextTryAt = receipt.kind === 'message' ? receipt.nextTryAt : undefined
  const story = storyLines(receipt.events, nextTryAt, language, time)
  return [...head, '', ...story, ''].join('\n')
}

function messageLines(receipt: MessageReceipt, time: LocalTime): readonly string[] {
  const several = receipt.files.length > 1
  return [
    ...line('kvittensID', formatReceiptId(receipt.receiptId)),
    ...line('mottagen', time.formatWithZone(receipt.receivedAt)),
    ...line('kanal', receipt.channel),
    ...line('från', receipt.from),
    ...line('till', receipt.to),
    ...line('tjänst', receipt.service ?? receipt.product),
    ...receipt.files.flatMap((file, index) => {
      const suffix = several ? ` ${index + 1}` : ''
      return [
        ...line(`fil${suffix}`, file.fileName),
        ...line(`antal bytes${suffix}`, file.bytes?.toString()),
        ...line(`sha256${suffix}`, file.sha256),
      ]
    }),
    ...line('status', statusWords[receipt.status].sv),
    ...line('txID', receipt.txId),
    ...(receipt.copies ?? []).flatMap(({ to, status, receiptId }) =>
      line('kopia', `${to} ${statusWords[status].sv} ${formatReceiptId(receiptId)}`),
    ),
  ]
}

function attemptLines(receipt: AttemptReceipt, language: Language, time: LocalTime): readonly string[] {
  return [
    'INGEN FIL MOTTAGEN',
    ...line('försök', formatReceiptId(receipt.attemptId)),
    ...line('tidpunkt', time.formatWithZone(receipt.at)),
    ...line('kanal', receipt.channel),
    ...line('från', receipt.from),
    ...line('till', receipt.to),
    ...line('tjänst', receipt.product),
    ...line('fil', receipt.fileName),
    ...line('status', statusWords.refused.sv),
    ...line('felkod', receipt.code),
    ...line('orsak', receipt.reason[language]),
    ...line('åtgärd', receipt.cure?.[language]),
    ...line('txID', receipt.txId),
  ]
}

function line(key: string, value: string | undefined): readonly string[] {
  return value === undefined || value === '' ? [] : [`${key}: ${safeInText(value)}`]
}
