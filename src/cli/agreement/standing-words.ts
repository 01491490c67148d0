import type { Words } from '../../protocol/words.ts'

/** How far an agreement has come, as people read it. */
const known: Readonly<Record<string, Words>> = {
  'in-force': { sv: 'gäller', en: 'in force' },
  proposed: { sv: 'föreslagen, väntar på svar', en: 'proposed, waits for an answer' },
  offered: { sv: 'väntar på svar härifrån', en: 'waits for an answer from here' },
  accepted: { sv: 'accepterad, svaret är på väg', en: 'accepted, the answer is on its way' },
  declined: { sv: 'avböjd', en: 'declined' },
}

/** The words of a standing that the node tells; one that it does not know as it is. */
export function standingWords(standing: string): Words {
  return known[standing] ?? { sv: standing, en: standing }
}
