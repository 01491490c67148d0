import type { SeededRandom } from '../../kill/random.ts'
import { shsMessage } from '../../support/shs-message.ts'
import { seededUuid } from '../machine/sim-ids.ts'

/** The value of an attribute in a label's text. */
export function attribute(label: string, name: string): string {
  return new RegExp(`${name.replace('.', '\\.')}="([^"]*)"`).exec(label)?.[1] ?? ''
}

/** A confirm message about the message with a label, from one organisation to another. */
export function confirmMessage(about: string, from: string, to: string, random: SeededRandom): Buffer {
  const txId = seededUuid(random)
  const corrId = attribute(about, 'corr.id')
  const contentId = attribute(about, 'content.id')
  const datetime = '2026-10-05T08:00:00'
  const management = [
    '<?xml version="1.0" encoding="ISO-8859-1"?>',
    '<!DOCTYPE shs.management SYSTEM "shs-management-1.2.dtd">',
    `<shs.management version="1.2" corr.id="${corrId}" content.id="${contentId}"><datetime>${datetime}</datetime><confirmation/></shs.management>`,
  ].join('\n')
  const label = [
    '<?xml version="1.0" encoding="ISO-8859-1"?>',
    '<!DOCTYPE shs.label SYSTEM "shs-label-1.2.dtd">',
    `<shs.label version="1.2" tx.id="${txId}" corr.id="${corrId}" transfer-type="asynch" message-type="simple" sequence-type="adm" status="${attribute(about, 'status')}">`,
    `<from commonName="">urn:X-shs:${from}</from>`,
    `<to commonName="">urn:X-shs:${to}</to>`,
    '<product commonName="">urn:X-shs:confirm</product>',
    `<datetime>${datetime}</datetime>`,
    `<content content.id="${contentId}"><data datapartType="confirm" filename="confirm.xml"/></content>`,
    '</shs.label>',
  ].join('\n')
  const content = Buffer.from(management, 'latin1')
  return shsMessage({
    txId,
    corrId,
    contentId,
    boundary: `--=_${seededUuid(random)}`,
    label,
    parts: [{ content, fileName: 'confirm.xml', contentType: 'text/xml; charset=ISO-8859-1' }],
  }).octets
}
