import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { loadConfig } from '../../node/config/load-config.ts'
import { openOperator } from '../../node/open-operator.ts'
import { agency, employer, municipality, sickNotification } from '../../node/trial/trial-facts.ts'
import { readMessageList } from '../../protocol/message-list/message-list-reader.ts'
import { formatReceiptId, parseReceiptId } from '../../protocol/receipt-id.ts'
import type { Words } from '../../protocol/words.ts'
import { safeLines } from '../safe-text.ts'
import { programWords } from './command-words.ts'
import { labelOf } from './label-of.ts'
import { type Stage, tryFailed } from './stage.ts'
import { headerOf, type WebCall } from './web-call.ts'

/** The machines' port of each node. */
export interface TourUrls {
  readonly agency: string
  readonly employer: string
}

/** A receipt of a node, and its text form when all was done. */
export interface TourReceipt {
  readonly receiptId: string
  readonly receipt: string
}

export interface TourResult {
  readonly txId: string
  readonly agency: TourReceipt
  readonly employer: TourReceipt
}

/**
 * A sick-pay file from an employer's node to an agency's: sent by its product type, delivered, fetched, compared and
 * acknowledged; the confirm that comes back; what may be sent and what is refused; and the file's receipt.
 */
export async function tour(urls: TourUrls, stage: Stage): Promise<TourResult> {
  const { txId, receiptId } = await send(urls, stage)
  await delivered(receiptId, urls, stage)
  const agencyReceipt = await takenByAgency(txId, urls, stage)
  await confirmed(urls, stage)
  await allowed(stage)
  await refused(urls, stage)
  const receipt = await wholeStory(receiptId, urls, stage)
  await ping(urls, stage)
  return {
    txId,
    agency: await receiptOf(agencyReceipt, 'agency', urls, stage),
    employer: { receiptId, receipt },
  }
}

async function send({ employer: url }: TourUrls, stage: Stage) {
  const sent = await stage.make(
    {
      sv: 'Arbetsgivaren skickar sin sjukanmälan till sin egen nod; etiketten nämner produkttypen men ingen mottagare',
      en: 'The employer sends its sick-pay file to its own node; the label names the product type and no receiver',
    },
    posting(url, stage.paths.message, ['send', stage.paths.sample, '-p', sickNotification.uuid]),
    202,
  )
  const txId = headerOf(sent, 'X-shs-txid')
  const receiptId = headerOf(sent, 'X-shs-localid')
  stage.result({
    sv: `202: den är i säkert förvar, och dess kvittensID är ${receiptId}`,
    en: `202: it is safe, and its receipt id is ${receiptId}`,
  })
  return { txId, receiptId }
}

async function delivered(receiptId: string, urls: TourUrls, stage: Stage): Promise<void> {
  const title: Words = {
    sv: 'Noden finner mottagaren i katalogen och levererar till dess nod; kvittensen säger när',
    en: 'The node finds the receiver in the directory and delivers to its node; the receipt says when',
  }
  const call = receiptCall(receiptId, 'employer', urls, stage)
  const receipt = await stage.makeUntil(title, call, ({ text }) => {
    const status = statusIn(text)
    if (status === 'i karantän') throw tryFailed(title, { sv: text, en: text })
    return status === 'levererad' ? text : undefined
  })
  stage.result(...linesOf(receipt, /^(till|status): /), ...storyOf(receipt))
}

/** The receipt id of the message in the agency's node. */
async function takenByAgency(txId: string, { agency: url }: TourUrls, stage: Stage): Promise<string> {
  const mailbox = `${url}/shs/ds/${agency.number}`
  const listing: Words = { sv: 'Myndigheten listar sin brevlåda', en: 'The agency lists its mailbox' }
  const get = { who: 'agency', method: 'GET' } as const
  const listed = await stage.make(listing, { ...get, url: mailbox, own: ['list'] }, 200)
  if (!listed.text.includes(txId)) {
    throw tryFailed(listing, { sv: 'filen finns inte där', en: 'the file is not there' })
  }
  stage.result({ sv: `1 meddelande väntar, tx.id ${txId}`, en: `1 message waits, tx.id ${txId}` })

  const fetched = join(dirname(stage.paths.config), 'fetched.shs')
  const fetching: Words = { sv: 'Myndigheten hämtar det', en: 'The agency fetches it' }
  const own = ['fetch', txId, '--noAck', '-d', dirname(fetched)]
  await stage.make(fetching, { ...get, url: `${mailbox}/${txId}`, saveAs: fetched, own }, 200)
  const file = await readFile(stage.paths.sample)
  if (!(await readFile(fetched)).includes(file)) {
    throw tryFailed(fetching, {
      sv: 'filen är inte den som skickades',
      en: 'the file is not the one that was sent',
    })
  }
  stage.result({
    sv: `filen i det: ${file.length} byte, de som skickades`,
    en: `the file in it: ${file.length} bytes, the ones that were sent`,
  })

  await stage.make(
    {
      sv: 'Myndigheten kvitterar: filen är i säkert förvar där',
      en: 'The agency acknowledges it: the file is safe there',
    },
    { who: 'agency', method: 'POST', url: `${mailbox}/${txId}?action=ack`, own: ['ack', txId] },
    200,
  )
  stage.result({
    sv: 'OK; dess nod skickar en bekräftelse till arbetsgivarens',
    en: "OK; its node sends a confirm message to the employer's",
  })
  const { history } = await labelOf(fetched)
  const id = parseReceiptId(history.at(-1)?.localId ?? '')
  if (!id.ok) throw tryFailed(fetching, id.why)
  return formatReceiptId(id.id)
}

async function confirmed({ employer: url }: TourUrls, stage: Stage): Promise<void> {
  const confirm = await stage.makeUntil(
    {
      sv: 'Bekräftelsen kommer till arbetsgivarens brevlåda',
      en: "The confirm message comes to the employer's mailbox",
    },
    { who: 'employer', method: 'GET', url: `${url}/shs/ds/${employer.number}`, own: ['list'] },
    ({ text }) => readMessageList(Buffer.from(text, 'latin1')).find(({ product }) => product === 'confirm'),
  )
  stage.result({
    sv: `bekräftelse av det som skickades: content.id ${confirm.contentId}`,
    en: `it confirms what was sent: content.id ${confirm.contentId}`,
  })
}

async function allowed(stage: Stage): Promise<void> {
  const { employerConfig } = stage.paths
  stage.show(
    { sv: 'Varför fick den skickas?', en: 'Why was it let through?' },
    programWords([
      'may',
      '--from',
      employer.number,
      '--product',
      sickNotification.uuid,
      '--config',
      employerConfig,
    ]),
  )
  await using operator = await openOperator(await loadConfig({ file: employerConfig, env: {} }))
  const answer = await operator.act({
    act: 'may',
    question: {
      from: employer.number,
      product: sickNotification.uuid,
      transferType: 'asynch',
      sequenceType: 'event',
    },
    language: stage.language,
  })
  const text = 'text' in answer ? String(answer.text) : ''
  stage.result(...safeLines(text.trimEnd()).split('\n'))
}

async function refused({ employer: url }: TourUrls, stage: Stage): Promise<void> {
  const { paths, language } = stage
  const own = ['send', paths.sample, '-t', municipality.number, '-p', sickNotification.uuid]
  const call = posting(url, paths.refused, own)
  const answer = await stage.make(
    {
      sv: `Samma fil till ${municipality.name}, som ingen har kommit överens med`,
      en: `The same file to ${municipality.name}, with whom nobody has agreed on it`,
    },
    { ...call, headers: [...(call.headers ?? []), ...inLanguage(language, 'en')] },
    400,
  )
  stage.result(`400 ${headerOf(answer, 'X-shs-errorcode')}`, ...safeLines(answer.text.trimEnd()).split('\n'))
}

async function wholeStory(receiptId: string, urls: TourUrls, stage: Stage): Promise<string> {
  const receipt = await stage.makeUntil(
    { sv: 'Filens kvittens, med allt som har hänt', en: "The file's receipt, with all that happened" },
    receiptCall(receiptId, 'employer', urls, stage),
    ({ text }) => (statusIn(text) === 'kvitterad' ? text : undefined),
  )
  stage.result(...safeLines(receipt.trimEnd()).split('\n'))
  return receipt
}

async function ping({ employer: url }: TourUrls, stage: Stage): Promise<void> {
  const title: Words = {
    sv: 'En synkron fråga: arbetsgivarens nod frågar myndighetens, och svaret kommer på samma anslutning',
    en: "A synchronous question: the employer's node asks the agency's, and the answer comes on the same connection",
  }
  const { paths } = stage
  const own = ['request', paths.sample, '-t', agency.number, '-p', '00000000-0000-0000-0000-000000000000']
  const answer = await stage.make(title, posting(url, paths.ping, own), 200)
  const [said] = /^ping \S+$/m.exec(answer.text) ?? []
  if (said === undefined) throw tryFailed(title, { sv: 'inget svar i det', en: 'no answer in it' })
  stage.result(`200: ${said}`)
}

async function receiptOf(
  receiptId: string,
  who: WebCall['who'],
  urls: TourUrls,
  stage: Stage,
): Promise<TourReceipt> {
  const title: Words = { sv: 'Myndighetens kvittens', en: "The agency's receipt" }
  const { text } = await stage.quietly(title, receiptCall(receiptId, who, urls, stage), 200)
  return { receiptId, receipt: text }
}

function posting(url: string, body: string, own: readonly string[]): WebCall {
  const headers = ['Content-Type: message/rfc822']
  return { who: 'employer', method: 'POST', url: `${url}/shs/rs`, headers, body, own }
}

function receiptCall(id: string, who: WebCall['who'], urls: TourUrls, { language }: Stage): WebCall {
  return {
    who,
    method: 'GET',
    url: `${urls[who]}/receipts/${id}`,
    headers: inLanguage(language, 'sv'),
    own: ['receipt', 'show', id],
  }
}

/** The header by which a person gets the other language than a service speaks by itself. */
function inLanguage(language: Stage['language'], byItself: Stage['language']): readonly string[] {
  return language === byItself ? [] : [`Accept-Language: ${language}`]
}

function statusIn(receipt: string): string | undefined {
  return /^status: (.*)$/m.exec(receipt)?.[1]
}

function linesOf(receipt: string, which: RegExp): readonly string[] {
  return receipt.split('\n').filter((line) => which.test(line))
}

/** What has happened so far: what stands below the empty line. */
function storyOf(receipt: string): readonly string[] {
  return safeLines(receipt.slice(receipt.indexOf('\n\n') + 2).trimEnd()).split('\n')
}
