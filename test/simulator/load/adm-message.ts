import type { SeededRandom } from '../../kill/random.ts'
import { shsMessage } from '../../support/shs-message.ts'
import { seededUuid } from '../machine/sim-ids.ts'

/** The value of an attribute in a label's text. */
export function attribute(label: string, name: string): string {
  return new RegExp(`${name.replace('.', '\\.')}="([^"]*)"`).exec(label)?.[1] ?? ''
}

/** What a confirm or error message says of its message. */
export interface AdmAbout {
  readonly kind: 'confirm' | 'error'
  readonly corrId: string
  readonly contentId: string
  readonly status: string
  readonly from: string
  readonly to: string
}

/** What a message with a label is spoken of by. */
export function aboutLabel(label: string): Pick<AdmAbout, 'corrId' | 'contentId' | 'status'> {
  return {
    corrId: attribute(label, 'corr.id'),
    contentId: attribute(label, 'content.id'),
    status: attribute(label, 'status'),
  }
}

/** A confirm or error message as another vendor's node writes it. */
export function admMessage(
  { kind, corrId, contentId, status, from, to }: AdmAbout,
  random: SeededRandom,
): Buffer {
  const txId = seededUuid(random)
  const outcome =
    kind === 'confirm' ? '<confirmation/>' : '<error errorcode="IllegalReceiver" errorinfo="not for us"/>'
  const datetime = '2026-10-05T08:00:00'
  const management = [
    '<?xml version="1.0" encoding="ISO-8859-1"?>',
    '<!DOCTYPE shs.management SYSTEM "shs-management-1.2.dtd">',
    `<shs.management version="1.2" corr.id="${corrId}" content.id="${contentId}"><datetime>${datetime}</datetime>${outcome}</shs.management>`,
  ].join('\n')
  const label = [
    '<?xml version="1.0" encoding="ISO-8859-1"?>',
    '<!DOCTYPE shs.label SYSTEM "shs-label-1.2.dtd">',
    `<shs.label version="1.2" tx.id="${txId}" corr.id="${corrId}" transfer-type="asynch" message-type="simple" sequence-type="adm" status="${status}">`,
    `<from commonName="">urn:X-shs:${from}</from>`,
    `<to commonName="">urn:X-shs:${to}</to>`,
    `<product commonName="">urn:X-shs:${kind}</product>`,
    `<datetime>${datetime}</datetime>`,
    `<content content.id="${contentId}"><data datapartType="${kind}" filename="${kind}.xml"/></content>`,
    '</shs.label>',
  ].join('\n')
  const content = Buffer.from(management, 'latin1')
  return shsMessage({
    txId,
    corrId,
    contentId,
    boundary: `--=_${seededUuid(random)}`,
    label,
    parts: [{ content, fileName: `${kind}.xml`, contentType: 'text/xml; charset=ISO-8859-1' }],
  }).octets
}
