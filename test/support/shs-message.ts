import { randomUUID } from 'node:crypto'

/** One data part of a message that is built by hand. */
export interface PartFacts {
  readonly content: Uint8Array
  readonly fileName?: string
  readonly transferEncoding?: string
  readonly contentType?: string
  /** The part's header lines, in place of those made of the other facts. */
  readonly headers?: readonly string[]
}

/** What a label says; what is left out stands in the label as a plain message has it. */
export interface LabelFacts {
  readonly txId?: string
  readonly corrId?: string
  readonly contentId?: string
  /** Null leaves the element out. */
  readonly from?: string | null
  readonly to?: string | null
  readonly product?: string
  readonly status?: string
  readonly sequenceType?: string
  readonly transferType?: string
  readonly agreement?: string
  readonly originator?: string
  readonly endRecipient?: string
  readonly subject?: string
  readonly meta?: readonly (readonly [name: string, value: string])[]
}

export interface MessageFacts extends LabelFacts {
  readonly parts?: readonly PartFacts[]
  /** How many data parts the label lists, where that is not the number there are. */
  readonly listed?: number
  readonly boundary?: string
  /** The label's text, in place of the one made of the other facts. */
  readonly label?: string
  readonly lineEnd?: string
  readonly preamble?: string
  /** Leaves out the closing delimiter. */
  readonly open?: boolean
  /** The entity's own header lines. */
  readonly headers?: readonly string[]
}

/** A message as octets, with the ids that its label holds. */
export interface BuiltMessage {
  readonly txId: string
  readonly corrId: string
  readonly contentId: string
  readonly octets: Buffer
}

/** The product type of every test world, on which the agency has an agreement with everyone there. */
export const sickNotification = '5c1e0000-0000-4000-8000-000000000001'

interface Ids {
  readonly txId: string
  readonly corrId: string
  readonly contentId: string
}

const textPart: PartFacts = { content: Buffer.from('innehåll\r\n', 'latin1'), fileName: 'fil.txt' }

/** Builds a message octet by octet from the specification, with nothing of src: an independent witness. */
export function shsMessage(facts: MessageFacts): BuiltMessage {
  const txId = facts.txId ?? randomUUID()
  const ids = { txId, corrId: facts.corrId ?? txId, contentId: facts.contentId ?? randomUUID() }
  const { parts = [textPart], lineEnd = '\r\n' } = facts
  const boundary = facts.boundary ?? `--=_${randomUUID()}`
  const label = facts.label ?? shsLabel(facts, ids, parts)
  const pieces: Buffer[] = [
    lines(
      facts.headers ?? [
        'Subject: SHS Message',
        'MIME-Version: 1.0',
        `Content-Type: multipart/mixed; boundary="${boundary}"`,
        'Content-Transfer-Encoding: binary',
      ],
      lineEnd,
    ),
    latin1(facts.preamble ?? ''),
    part(
      boundary,
      ['Content-Type: text/xml; charset=ISO-8859-1', 'Content-Transfer-Encoding: binary'],
      latin1(label),
      lineEnd,
    ),
    ...parts.map((one) => part(boundary, one.headers ?? partHeaders(one), one.content, lineEnd)),
  ]
  if (facts.open !== true) pieces.push(latin1(`--${boundary}--${lineEnd}`))
  return { ...ids, octets: Buffer.concat(pieces) }
}

function part(boundary: string, headers: readonly string[], content: Uint8Array, lineEnd: string): Buffer {
  return Buffer.concat([lines([`--${boundary}`, ...headers], lineEnd), content, latin1(lineEnd)])
}

function partHeaders({
  fileName,
  contentType = 'text/plain',
  transferEncoding = 'binary',
}: PartFacts): readonly string[] {
  return [
    `Content-Type: ${contentType}`,
    `Content-Transfer-Encoding: ${transferEncoding}`,
    ...(fileName === undefined ? [] : [`Content-Disposition: attachment; filename="${fileName}"`]),
  ]
}

/** A label of SHS 1.2 as text. */
export function shsLabel(facts: MessageFacts, ids: Ids, parts: readonly PartFacts[]): string {
  const { from = '5560000001', to = '2021000001', product = sickNotification } = facts
  const agreement = facts.agreement === undefined ? '' : ` shs.agreement="${facts.agreement}"`
  const listed = Array.from({ length: facts.listed ?? parts.length }, (_, index) => {
    const name = parts[index]?.fileName
    return `<data datapartType="fil"${name === undefined ? '' : ` filename="${escaped(name)}"`}/>`
  })
  return [
    '<?xml version="1.0" encoding="ISO-8859-1"?>',
    '<!DOCTYPE shs.label SYSTEM "shs-label-1.2.dtd">',
    `<shs.label version="1.2" tx.id="${ids.txId}" corr.id="${ids.corrId}"${agreement} transfer-type="${facts.transferType ?? 'asynch'}" message-type="simple" sequence-type="${facts.sequenceType ?? 'event'}" status="${facts.status ?? 'production'}">`,
    ...element('originator', facts.originator),
    ...(from === null ? [] : [`<from commonName="">urn:X-shs:${from}</from>`]),
    ...(to === null ? [] : [`<to commonName="">urn:X-shs:${to}</to>`]),
    ...element('end-recipient', facts.endRecipient),
    `<product commonName="">urn:X-shs:${product}</product>`,
    ...(facts.meta ?? []).map(([name, value]) => `<meta name="${escaped(name)}">${escaped(value)}</meta>`),
    ...element('subject', facts.subject),
    '<datetime>2026-10-05T08:00:00</datetime>',
    `<content content.id="${ids.contentId}">${listed.join('')}</content>`,
    '</shs.label>',
  ].join('\n')
}

function element(name: string, text: string | undefined): readonly string[] {
  return text === undefined ? [] : [`<${name}>${escaped(text)}</${name}>`]
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

function lines(all: readonly string[], lineEnd: string): Buffer {
  return latin1([...all, '', ''].join(lineEnd))
}

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}
