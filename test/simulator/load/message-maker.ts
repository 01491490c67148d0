import { createHash } from 'node:crypto'
import type { SeededRandom } from '../../kill/random.ts'
import { shsMessage } from '../../support/shs-message.ts'
import type { SentMessage } from '../checks/accounts.ts'
import { seededUuid } from '../machine/sim-ids.ts'
import type { MessagePlan } from './message-plan.ts'

/** Makes the octets of planned messages; each file is like no other. */
export class MessageMaker {
  readonly #random: SeededRandom
  #count = 0

  constructor(random: SeededRandom) {
    this.#random = random
  }

  make(plan: MessagePlan): SentMessage {
    const random = this.#random
    const number = ++this.#count
    const content = fileOf(number, plan.bytes)
    const txId = plan.txId ?? seededUuid(random)
    const ids = { txId, corrId: plan.corrId ?? txId, contentId: seededUuid(random) }
    const { octets } = shsMessage({
      ...ids,
      boundary: `--=_${seededUuid(random)}`,
      label: labelOf(plan, ids),
      parts: [{ content, fileName: `fil-${number}.dat`, contentType: 'application/octet-stream' }],
    })
    return {
      number,
      ...ids,
      from: plan.from.number,
      product: plan.product,
      status: plan.status,
      transferType: plan.transferType,
      sha256: createHash('sha256').update(content).digest('hex'),
      octets,
      via: plan.via,
      ...(plan.to === undefined ? {} : { to: plan.to }),
      ...(plan.agreement === undefined ? {} : { agreement: plan.agreement }),
      accepted: undefined,
      refused: undefined,
    }
  }
}

function fileOf(number: number, bytes: number): Buffer {
  return Buffer.from(`file ${number} of the simulation\n`.padEnd(bytes, `${number},`), 'latin1')
}

function labelOf(
  { from, to, product, agreement, status, sequenceType, transferType }: MessagePlan,
  ids: { readonly txId: string; readonly corrId: string; readonly contentId: string },
): string {
  return [
    '<?xml version="1.0" encoding="ISO-8859-1"?>',
    '<!DOCTYPE shs.label SYSTEM "shs-label-1.2.dtd">',
    `<shs.label version="1.2" tx.id="${ids.txId}" corr.id="${ids.corrId}"${agreement === undefined ? '' : ` shs.agreement="${agreement}"`} transfer-type="${transferType}" message-type="simple" sequence-type="${sequenceType}" status="${status}">`,
    `<from commonName="">urn:X-shs:${from.number}</from>`,
    ...(to === undefined ? [] : [`<to commonName="">urn:X-shs:${to}</to>`]),
    `<product commonName="">urn:X-shs:${product}</product>`,
    '<datetime>2026-10-05T08:00:00</datetime>',
    `<content content.id="${ids.contentId}"><data datapartType="fil"/></content>`,
    '</shs.label>',
  ].join('\n')
}
