import { agency, employer, sickNotification } from '../../src/node/trial/trial-facts.ts'

/** What differs between the messages of the bench; the rest is as in a sick-pay file of the field. */
export interface MessageFacts {
  readonly txId: string
  readonly corrId: string
  readonly contentId: string
  readonly originator: string
  readonly endRecipient: string
  readonly product: string
  readonly subject: string
  readonly sequenceType: 'event' | 'request'
  readonly meta: readonly (readonly [name: string, value: string])[]
}

/** A whole message before and after its one data part, in octets. */
export interface Frame {
  readonly head: Buffer
  readonly tail: Buffer
}

const boundary = '=_kvittens_bench_7f3a9c52e1b84d06'

/** A message of the kind that employers send, with ids of its own. */
export function sickNote(txId: string): MessageFacts {
  return {
    txId,
    corrId: txId,
    contentId: txId,
    originator: 'Löneavdelningen, Exempelbolaget AB',
    endRecipient: 'Enheten för sjuklön och ersättningar',
    product: sickNotification.uuid,
    subject: 'Sjukanmälan för oktober månad, två perioder',
    sequenceType: 'event',
    meta: [
      ['period', '2026-10'],
      ['arbetsstalle', 'Huvudkontoret i Sundsvall'],
      ['system', 'Exempellön 12.4'],
    ],
  }
}

/** What stands around a data part of so many octets, as other nodes write it (shs-protocol.md 2). */
export function frame(facts: MessageFacts, bytes: number): Frame {
  const head = [
    'Subject: SHS Message',
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    'Content-Transfer-Encoding: binary',
    '',
    `--${boundary}`,
    'Content-Type: text/xml; charset=ISO-8859-1',
    'Content-Transfer-Encoding: binary',
    '',
    label(facts, bytes),
    `--${boundary}`,
    'Content-Type: application/octet-stream',
    'Content-Transfer-Encoding: binary',
    'Content-Disposition: attachment; filename="sjukanmalan-2026-10.dat"',
    '',
    '',
  ]
  return {
    head: Buffer.from(head.join('\r\n'), 'latin1'),
    tail: Buffer.from(`\r\n--${boundary}--\r\n`, 'latin1'),
  }
}

/** A whole message with a data part of so many octets. */
export function wholeMessage(facts: MessageFacts, bytes: number): Buffer {
  const { head, tail } = frame(facts, bytes)
  return Buffer.concat([head, Buffer.alloc(bytes, '10 191212121212 20261005 20261018 100\r\n'), tail])
}

/** The head of the request that posts so many octets. */
export function postHead(bytes: number, path = '/shs/rs'): Buffer {
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: message/rfc822\r\nContent-Length: ${bytes}\r\n\r\n`,
    'latin1',
  )
}

/** About 1.3 KiB with the facts of `sickNote`. */
function label(facts: MessageFacts, bytes: number): string {
  const { txId, corrId, contentId, sequenceType } = facts
  return [
    '<?xml version="1.0" encoding="ISO-8859-1"?>',
    '<!DOCTYPE shs.label SYSTEM "shs-label-1.2.dtd">',
    `<shs.label version="1.2" tx.id="${txId}" corr.id="${corrId}" transfer-type="asynch" message-type="simple" document-type="simple" sequence-type="${sequenceType}" status="production">`,
    `  <originator name="lon">${facts.originator}</originator>`,
    `  <from commonName="${employer.name}" e-mail="lon@example.se">urn:X-shs:${employer.number}</from>`,
    `  <to commonName="${agency.name}">urn:X-shs:${agency.number}</to>`,
    `  <end-recipient>${facts.endRecipient}</end-recipient>`,
    `  <product commonName="${sickNotification.name}">urn:X-shs:${facts.product}</product>`,
    ...facts.meta.map(([name, value]) => `  <meta name="${name}">${value}</meta>`),
    `  <subject>${facts.subject}</subject>`,
    '  <datetime>2026-11-02T09:41:07</datetime>',
    `  <content content.id="${contentId}">`,
    `    <data datapartType="sjukanmalan" filename="sjukanmalan-2026-10.dat" no-of-bytes="${bytes}"/>`,
    '  </content>',
    `  <history node.id="exempelbolaget-1" tx.id="${txId}" from="urn:X-shs:${employer.number}">`,
    '    <datetime>2026-11-02T09:41:08</datetime>',
    '    <comment>Received</comment>',
    '  </history>',
    '</shs.label>',
  ].join('\r\n')
}
