import type { Words } from '../../protocol/words.ts'
import type { AuditEvent, AuditRow } from '../ports/message-log.ts'
import type { StoryEvent } from './receipt.ts'

const eventWords: Readonly<Record<AuditEvent, Words>> = {
  received: {
    sv: 'Mottagen och säkrad; väntar på mottagaren.',
    en: 'Received and safe; waits for the receiver.',
  },
  refused: { sv: 'Avvisad.', en: 'Refused.' },
  duplicate: { sv: 'Skickad igen; den första gäller.', en: 'Sent again; the first one counts.' },
  fetched: { sv: 'Hämtad av mottagaren.', en: 'Fetched by the receiver.' },
  returned: {
    sv: 'Hämtningen bröts i slutet; väntar igen.',
    en: 'The fetch broke off at its end; waits again.',
  },
  acknowledged: {
    sv: 'Kvitterad: mottagaren har den i säkert förvar.',
    en: 'Acknowledged: it is safe with the receiver.',
  },
  confirmed: { sv: 'Bekräftelse skickad till avsändaren.', en: 'Confirmation sent to the sender.' },
  swept: { sv: 'Kvarlämnade data borttagna.', en: 'Left-over data removed.' },
  imported: { sv: 'Registret ändrat.', en: 'Registry changed.' },
  routed: { sv: 'Mottagaren är funnen.', en: 'Its receiver is found.' },
  split: { sv: 'Delad: en kopia till var mottagare.', en: 'Split: a copy to each receiver.' },
  queued: {
    sv: 'I kö till mottagarens nod.',
    en: "Queued for the receiver's node.",
  },
  held: { sv: 'Väntar.', en: 'Waits.' },
  released: { sv: 'Väntan är över.', en: 'The wait is over.' },
  delivered: { sv: 'Levererad i mottagarens brevlåda.', en: "Delivered to the receiver's mailbox." },
  tried: {
    sv: 'Leveransen gick inte; nytt försök görs.',
    en: 'The delivery failed; it will be tried again.',
  },
  sent: { sv: 'Levererad till mottagarens nod.', en: "Delivered to the receiver's node." },
  quarantined: {
    sv: 'Satt i karantän för en operatör.',
    en: 'Put in quarantine for an operator.',
  },
  cancelled: { sv: 'Makulerad.', en: 'Cancelled.' },
  resent: { sv: 'Skickas igen av en operatör.', en: 'Sent again by an operator.' },
  answered: { sv: 'Besvarad.', en: 'Answered.' },
  archived: { sv: 'Arkiverad.', en: 'Archived.' },
  contentPurged: {
    sv: 'Innehållet är gallrat; kvittensen finns kvar.',
    en: 'Its content is purged; the receipt remains.',
  },
  entryPurged: { sv: 'Gallrad.', en: 'Purged.' },
  published: { sv: 'Publicerad i katalogen.', en: 'Published in the directory.' },
  agreed: { sv: 'Överenskommelsen gäller.', en: 'The agreement is in force.' },
  declined: { sv: 'Överenskommelsen avböjd.', en: 'The agreement is declined.' },
}

/** The ledger rows of one file in words, oldest first. */
export function storyOf(rows: readonly AuditRow[]): readonly StoryEvent[] {
  return rows.map(({ at, event, detail }) => ({ at, event, text: textOf(event, detail?.text) }))
}

function textOf(event: AuditEvent, reason: Words | undefined): Words {
  const words = eventWords[event]
  if (reason === undefined) return words
  return { sv: `${words.sv} ${reason.sv}`, en: `${words.en} ${reason.en}` }
}
