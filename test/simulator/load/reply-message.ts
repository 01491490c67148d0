import type { SeededRandom } from '../../kill/random.ts'
import { shsMessage } from '../../support/shs-message.ts'
import { seededUuid } from '../machine/sim-ids.ts'
import { attribute } from './adm-message.ts'

/** What whoever answers a request puts in its reply: only a reply to that very request holds it. */
export function replyText(sha256: string): string {
  return `reply to ${sha256}`
}

/** The reply of another vendor's node to a request with a label; `txId` is the request's, where it does not mix them up. */
export function replyMessage(request: string, sha256: string, txId: string, random: SeededRandom): Buffer {
  const ids = { txId, corrId: attribute(request, 'corr.id'), contentId: seededUuid(random) }
  const [from, to, product] = ['to', 'from', 'product'].map((element) => urnIn(request, element))
  const label = [
    '<?xml version="1.0" encoding="ISO-8859-1"?>',
    '<!DOCTYPE shs.label SYSTEM "shs-label-1.2.dtd">',
    `<shs.label version="1.2" tx.id="${ids.txId}" corr.id="${ids.corrId}" transfer-type="synch" message-type="simple" sequence-type="reply" status="${attribute(request, 'status')}">`,
    `<from commonName="">urn:X-shs:${from}</from>`,
    `<to commonName="">urn:X-shs:${to}</to>`,
    `<product commonName="">urn:X-shs:${product}</product>`,
    '<datetime>2026-10-05T08:00:00</datetime>',
    `<content content.id="${ids.contentId}"><data datapartType="reply"/></content>`,
    '</shs.label>',
  ].join('\n')
  const content = Buffer.from(replyText(sha256), 'latin1')
  const boundary = `--=_${seededUuid(random)}`
  return shsMessage({ ...ids, boundary, label, parts: [{ content, contentType: 'text/plain' }] }).octets
}

/** The number in an element of a label's text. */
export function urnIn(label: string, element: string): string {
  return new RegExp(`<${element}[^>]*>urn:X-shs:([^<]+)<`).exec(label)?.[1] ?? ''
}
