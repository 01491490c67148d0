import type { Words } from '../../protocol/words.ts'
import type { Fact } from './decision.ts'
import type { Explained } from './explained.ts'

type TermsFact = Extract<
  Fact,
  {
    readonly rule:
      | 'not-yet-valid'
      | 'no-longer-valid'
      | 'closed'
      | 'never-open'
      | 'volume'
      | 'peak-volume'
      | 'peak-frequency'
  }
>
type Peak = Extract<Fact, { readonly rule: 'peak-volume' | 'peak-frequency' }>

/** What an agreement's own dates and terms say against a message; `id`: its UUID, `askOwner`: to whom the cure sends. */
export function termsWords(
  fact: TermsFact,
  id: string,
  askOwner: (sv: string, en: string) => Words,
): Explained {
  switch (fact.rule) {
    case 'not-yet-valid':
      return {
        words: {
          sv: `Överenskommelsen ${id} gäller från ${fact.validFrom}; i dag är det ${fact.today}.`,
          en: `The agreement ${id} is valid from ${fact.validFrom}; today is ${fact.today}.`,
        },
        cure: askOwner('om en tidigare dag, eller vänta', 'for an earlier day, or wait'),
      }
    case 'no-longer-valid':
      return {
        words: {
          sv: `Överenskommelsen ${id} gällde till och med ${fact.validTo}; i dag är det ${fact.today}.`,
          en: `The agreement ${id} was valid up to and including ${fact.validTo}; today is ${fact.today}.`,
        },
        cure: askOwner('förlänga den', 'to prolong it'),
      }
    case 'closed': {
      const today = fact.today && { sv: ` I dag är det ${fact.today.sv}.`, en: ` Today is ${fact.today.en}.` }
      return {
        words: {
          sv: `Överenskommelsen ${id} har inte öppet; den öppnar ${moment(fact.opensAt, fact.zone)}.${today?.sv ?? ''}`,
          en: `The agreement ${id} is not open; it opens at ${moment(fact.opensAt, fact.zone)}.${today?.en ?? ''}`,
        },
        cure: askOwner('om andra öppettider, eller vänta', 'for other opening hours, or wait'),
      }
    }
    case 'never-open':
      return {
        words: {
          sv: `Överenskommelsen ${id} öppnar inte mer enligt sitt schema och sina öppettider.`,
          en: `The agreement ${id} does not open again by its schedule and its opening hours.`,
        },
        cure: askOwner('rätta dess schema eller öppettider', 'to mend its schedule or its opening hours'),
      }
    case 'volume':
      return {
        words: {
          sv: `Överenskommelsen ${id} tillåter högst ${fact.most} byte i en överföring; den här har ${fact.bytes}.`,
          en: `The agreement ${id} allows at most ${fact.most} bytes in one transfer; this one has ${fact.bytes}.`,
        },
        cure: askOwner('höja volymen, eller dela filen', 'to raise the volume, or split the file'),
      }
    case 'peak-volume':
      return peakWords(id, fact, { sv: `${fact.most} byte`, en: `${fact.most} bytes` }, askOwner)
    case 'peak-frequency': {
      const most =
        fact.most === 1
          ? { sv: '1 överföring', en: '1 transfer' }
          : { sv: `${fact.most} överföringar`, en: `${fact.most} transfers` }
      return peakWords(id, fact, most, askOwner)
    }
  }
}

const periodWords = {
  sec: { sv: 'sekund', en: 'second' },
  min: { sv: 'minut', en: 'minute' },
  hour: { sv: 'timme', en: 'hour' },
  day: { sv: 'dygn', en: 'day' },
  week: { sv: 'vecka', en: 'week' },
  month: { sv: 'månad', en: 'month' },
  year: { sv: 'år', en: 'year' },
}

function peakWords(
  id: string,
  { period, freeAt, zone }: Peak,
  most: Words,
  askOwner: (sv: string, en: string) => Words,
): Explained {
  const per = periodWords[period]
  return {
    words: {
      sv: `Överenskommelsen ${id} tillåter ${most.sv} per ${per.sv}, och det är nått; nästa får gå ${moment(freeAt, zone)}.`,
      en: `The agreement ${id} allows ${most.en} per ${per.en}, and that is reached; the next may go at ${moment(freeAt, zone)}.`,
    },
    cure: askOwner('höja toppen, eller vänta', 'to raise the peak, or wait'),
  }
}

/** A moment as people read it: `yyyy-MM-dd HH:mm` and its zone. */
function moment(rfc3339: string, zone: string): string {
  return `${rfc3339.slice(0, 16).replace('T', ' ')} (${zone})`
}
