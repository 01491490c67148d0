import { readMessage } from '../support/read-message.ts'
import type { Answer } from '../support/mtls-client.ts'
import type { Findings } from './findings.ts'
import { type ClientLedger, type Sent, sha256 } from './ledger.ts'

/** Enters the answer to a good message; `duplicate` says what X-shs-duplicatemsg must be, where that is known. */
export function enterAccepted(
  ledger: ClientLedger,
  message: Sent,
  answer: Answer,
  duplicate?: 'yes' | 'no',
): void {
  const { headers } = answer
  const said = header(answer, 'x-shs-duplicatemsg')
  const receiptId = header(answer, 'x-shs-localid')
  const date = header(answer, 'x-shs-arrivaldate')
  if (answer.status !== 202 || receiptId === undefined || date === undefined) {
    ledger.violation(`${message.txId}: a good message got ${answer.status}: ${answer.text.slice(0, 200)}`)
    return
  }
  ledger.expect(
    headers['x-shs-txid'] === message.txId && answer.text === message.txId,
    `${message.txId}: its 202 speaks of ${String(headers['x-shs-txid'])}`,
  )
  ledger.expect(
    duplicate === undefined ? said === 'yes' || said === 'no' : said === duplicate,
    `${message.txId}: X-shs-duplicatemsg is ${said}, not ${duplicate ?? 'yes or no'}`,
  )
  if (said === 'yes') {
    message.duplicatesSeen++
    ledger.counts.duplicates++
  }
  ledger.accepted(message, receiptId, date)
}

/** Enters the answer to something that must be refused. */
export function enterRefused(
  ledger: ClientLedger,
  message: Sent | undefined,
  answer: Answer,
  expected: { readonly status: number; readonly code: string | undefined },
): void {
  const code = header(answer, 'x-shs-errorcode')
  if (answer.status !== expected.status || code !== expected.code) {
    ledger.violation(
      `${message?.txId ?? 'an impostor'}: expected ${expected.status} ${expected.code ?? ''}, got ${answer.status} ${code ?? ''}: ${answer.text.slice(0, 200)}`,
    )
  }
  ledger.refused(message, header(answer, 'kvittens-attempt'))
}

/** Holds a fetched message against what was sent, octet for octet. */
export function checkContent(
  ledger: Findings,
  message: Pick<Sent, 'txId' | 'contentId' | 'parts'>,
  answer: Answer,
): void {
  try {
    const read = readMessage(answer.body)
    const hashes = read.parts.map(({ content }) => sha256(content)).join(' ')
    const wanted = message.parts.map(({ rawSha256 }) => rawSha256).join(' ')
    ledger.expect(hashes === wanted, `${message.txId}: fetched ${hashes}, sent ${wanted}`)
    ledger.expect(
      read.label.includes(`tx.id="${message.txId}"`) &&
        read.label.includes(`content.id="${message.contentId}"`),
      `${message.txId}: fetched with another label`,
    )
  } catch (error) {
    ledger.violation(`${message.txId}: fetched, and not whole: ${String(error)}`)
  }
}

export function header(answer: Answer, name: string): string | undefined {
  const value = answer.headers[name]
  return typeof value === 'string' ? value : undefined
}
