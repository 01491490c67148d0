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
