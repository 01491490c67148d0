import type { Management } from '../../protocol/management/management.ts'
import { readManagement } from '../../protocol/management/management-reader.ts'
import type { Label } from '../../protocol/label/label.ts'
import type { PartIndex } from '../../protocol/message/stored-part.ts'
import { parseParameters, tokenParameter } from '../../protocol/mime/parameters.ts'
import { partDecoder } from '../../protocol/mime/transfer-encoding.ts'
import { ProtocolError } from '../../protocol/protocol-error.ts'
import type { BusinessFact } from '../audit/business-fact.ts'
import { rightHolds } from '../access/caller.ts'
import { happening } from '../lifecycle/change-of.ts'
import { transition } from '../lifecycle/transition.ts'
import type { LocalTime } from '../local-time.ts'
import type {
  MessageFault,
  MessageLog,
  MessageRecord,
  MessageUpdate,
  NewMessage,
} from '../ports/message-log.ts'
import type { Registry } from '../ports/registry.ts'
import { actorOf } from '../../protocol/urn.ts'

/** What a confirm or error message changes besides being taken in. */
export interface AdmEffects {
  readonly updates: readonly MessageUpdate[]
  readonly facts: readonly BusinessFact[]
}

/** What is asked for the message that a confirm or error message speaks of, and for the right to do so. */
export interface AdmEffectsWorld {
  readonly ports: {
    readonly messageLog: Pick<MessageLog, 'byExchange'>
    readonly registry: Pick<Registry, 'actors'>
  }
  readonly time: LocalTime
}

const noEffects: AdmEffects = { updates: [], facts: [] }

/**
 * What a confirm or error message does to the message that it speaks of (shs-protocol.md 8): by the same corr.id and
 * content.id, only from the actor that message went to, and only to its sender. One that fits none changes nothing.
 * `onConfirmed` is done before what it makes of a message is written.
 */
export async function admEffects(
  adm: NewMessage,
  world: AdmEffectsWorld,
  onConfirmed: (original: MessageRecord) => Promise<void>,
): Promise<AdmEffects> {
  const { label, arrivedAt: at, caller } = adm
  if (label.sequenceType !== 'adm' || label.from === undefined || label.to === undefined) return noEffects
  const today = world.time.format(at).slice(0, 10)
  const updates: MessageUpdate[] = []
  const facts: BusinessFact[] = []
  for (const original of await spokenOf(label, actorOf(label.from.address), today, world.ports)) {
    const about = { at, subject: original.receiptId, caller, txId: original.label.txId }
    if (label.product.id === 'confirm') {
      const update = confirmed(original, at)
      if (update === undefined) continue
      if (update.state === 'sent') await onConfirmed(original)
      updates.push(update)
      facts.push({ ...about, event: 'acknowledged' })
    } else {
      const fault = faultOf(adm)
      const update = failed(original, fault, at)
      if (update === undefined) continue
      updates.push(update)
      facts.push({
        ...about,
        event: 'quarantined',
        code: fault.code,
        detail: { code: fault.code, text: fault.words },
      })
    }
  }
  return { updates, facts }
}

/**
 * The messages that a confirm or error message speaks of: those that went to the speaker itself, else the one to an actor
 * whom it may speak for today (`yyyy-MM-dd`). Of several copies nobody knows which one another speaks of.
 */
async function spokenOf(
  adm: Label,
  speaker: string,
  today: string,
  { messageLog, registry }: AdmEffectsWorld['ports'],
): Promise<readonly MessageRecord[]> {
  const ids = { corrId: adm.corrId, contentId: adm.content.contentId }
  const found = await messageLog.byExchange([{ ...ids, destination: speaker }, ids])
  const each = new Map(found.flat().map((message) => [message.receiptId, message]))
  const originals = [...each.values()].filter((original) => isBackToSender(adm, original))
  const toSpeaker = originals.filter((original) => receiverOf(original) === speaker)
  if (toSpeaker.length > 0) return toSpeaker
  const [provider, ...receivers] = await registry.actors([speaker, ...originals.map(receiverOf)])
  const forReceiver = originals.filter((original, at) => {
    if (provider?.mayAlsoSpeakFor?.includes(receiverOf(original)) === true) return true
    const rights = receivers[at]?.providers ?? []
    return rights.some((right) => right.number === speaker && rightHolds(right, 'fetch', today))
  })
  return forReceiver.length === 1 ? forReceiver : []
}

function isBackToSender(adm: Label, { label: { from, to, status } }: MessageRecord): boolean {
  if (from === undefined || to === undefined || adm.to === undefined) return false
  return adm.status === status && actorOf(adm.to.address) === actorOf(from.address)
}

function receiverOf({ label: { to } }: MessageRecord): string {
  return actorOf(to?.address ?? '')
}

/**
 * A confirm says that the receiver has the message, whatever was known before: it may come before our own note of the
 * other node's 202, or after an error that was mended there.
 */
function confirmed(original: MessageRecord, at: number): MessageUpdate | undefined {
  if (original.acknowledgedAt !== undefined) return undefined
  const handling = { since: at, attempts: original.handling?.attempts ?? 0, ...destinationOf(original) }
  if (original.state === 'queued' || original.state === 'quarantined') {
    return { ...happening(original, 'send', handling), acknowledgedAt: at }
  }
  if (original.state !== 'sent') return undefined
  return { receiptId: original.receiptId, expectVersion: original.version, acknowledgedAt: at }
}

/** What the receiver has acknowledged no later error takes back. */
function failed(original: MessageRecord, fault: MessageFault, at: number): MessageUpdate | undefined {
  if (original.acknowledgedAt !== undefined) return undefined
  if (original.state !== 'sent' && original.state !== 'queued') return undefined
  if (transition(original.state, 'quarantine') === undefined) return undefined
  const attempts = original.handling?.attempts ?? 0
  return happening(original, 'quarantine', { since: at, attempts, fault, ...destinationOf(original) })
}

function destinationOf({ handling }: MessageRecord): { readonly destination?: string } {
  return handling?.destination === undefined ? {} : { destination: handling.destination }
}

const longestText = 2_000

/** What an error message says; one whose payload can't be read says at least that it went wrong. */
function faultOf({ parts, body }: NewMessage): MessageFault {
  const [part] = parts
  const management = part === undefined || body.at !== 'row' ? undefined : managementIn(part, body.bytes)
  const text = management?.errorInfo?.slice(0, longestText) ?? ''
  const said = text === '' ? { sv: 'utan förklaring', en: 'without saying why' } : { sv: text, en: text }
  return {
    code: management?.errorCode ?? 'OtherError',
    words: {
      sv: `Mottagarens sida har svarat med ett fel: ${said.sv}`,
      en: `The receiver's side has answered with an error: ${said.en}`,
    },
  }
}

function managementIn(part: PartIndex, body: Uint8Array): Management | undefined {
  const charset =
    part.contentType === undefined ? undefined : tokenParameter(parseParameters(part.contentType), 'charset')
  try {
    return readManagement(fileOf(part, body), { charset })
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}

function fileOf(part: PartIndex, body: Uint8Array): Uint8Array {
  const decoder = partDecoder(part.transferEncoding)
  const begun = decoder.push(body.subarray(part.offset, part.offset + part.length))
  const rest = decoder.end()
  const whole = new Uint8Array(begun.length + rest.length)
  whole.set(begun)
  whole.set(rest, begun.length)
  return whole
}
