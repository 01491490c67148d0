import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { KvittensError } from '../../protocol/kvittens-error.ts'
import { agency } from '../../node/trial/trial-facts.ts'
import type { TrialPaths } from '../../node/trial/trial-paths.ts'
import { type Caller, headerOf, type WebAnswer, type WebCall } from './web-call.ts'

/** What the tour shows as it goes. */
export interface Narrator {
  /** A step is about to be made with this call. */
  step(title: string, call: WebCall): void
  /** What came of it. */
  result(lines: readonly string[]): void
}

export interface TourResult {
  readonly receiptId: string
  readonly txId: string
  /** The receipt's text form, when all was done. */
  readonly receipt: string
}

/** A sick-pay file from an employer to an agency: sent, listed, fetched, compared, acknowledged, its receipt shown. */
export async function tour(
  url: string,
  paths: TrialPaths,
  call: Caller,
  narrator: Narrator,
): Promise<TourResult> {
  const mailbox = `${url}/shs/ds/${agency.number}`
  const made = async (title: string, one: WebCall): Promise<WebAnswer> => {
    narrator.step(title, one)
    const answer = await call(one)
    if (answer.status >= 300) throw unexpected(title, answer)
    return answer
  }

  const sent = await made('The employer sends its sick-pay file', {
    who: 'employer',
    method: 'POST',
    url: `${url}/shs/rs`,
    headers: ['Content-Type: message/rfc822'],
    body: paths.message,
  })
  const txId = headerOf(sent, 'X-shs-txid')
  const receiptId = headerOf(sent, 'X-shs-localid')
  narrator.result([`${sent.status} Accepted: it is safe. Receipt ${receiptId}`])

  const listed = await made('The agency lists its mailbox', { who: 'agency', method: 'GET', url: mailbox })
  if (!listed.text.includes(txId)) throw unexpected('The list', listed)
  narrator.result([`1 message waits, tx.id ${txId}`])

  const fetched = join(paths.dir, 'agency', 'fetched.shs')
  await made('The agency fetches it', {
    who: 'agency',
    method: 'GET',
    url: `${mailbox}/${txId}`,
    saveAs: fetched,
  })
  const file = await readFile(paths.sample)
  const whole = (await readFile(fetched)).includes(file)
  if (!whole) throw differs()
  narrator.result([`the file in it: ${file.length} bytes, the same as were sent`])

  await made('The agency acknowledges it', {
    who: 'agency',
    method: 'POST',
    url: `${mailbox}/${txId}?action=ack`,
  })
  narrator.result(['OK; a confirm message waits for the employer'])

  const receipt = await made("The employer reads its file's receipt", {
    who: 'employer',
    method: 'GET',
    url: `${url}/receipts/${receiptId}`,
  })
  narrator.result(receipt.text.trimEnd().split('\n'))
  return { receiptId, txId, receipt: receipt.text }
}

function unexpected(step: string, { status, text }: WebAnswer): KvittensError {
  return new KvittensError('TryFailed', {
    words: { sv: `${step}: ${status}\n${text}`, en: `${step}: ${status}\n${text}` },
  })
}

function differs(): KvittensError {
  return new KvittensError('TryFailed', {
    words: {
      sv: 'Filen som hämtades är inte den som skickades.',
      en: 'The file that was fetched is not the one that was sent.',
    },
  })
}
