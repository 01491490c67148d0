import type { Certificate } from '../../adapters/trust/certificate.ts'
import type { Words } from '../../protocol/words.ts'
import { fail, ok, type Verdict, warn } from './check.ts'
import { day } from './readable-words.ts'

const dayMilliseconds = 86_400_000
const soonDays = 30

/** How long a certificate is still valid. `what` begins the sentence; `cure` says how to come by the next one. */
export function certificateDays(
  { notBefore, notAfter }: Pick<Certificate, 'notBefore' | 'notAfter'>,
  what: Words,
  cure: Words,
): Verdict {
  const now = Date.now()
  const days = Math.floor((notAfter - now) / dayMilliseconds)
  if (now < notBefore) {
    return fail(
      {
        sv: `${what.sv} gäller först från ${day(notBefore)}.`,
        en: `${what.en} is not valid before ${day(notBefore)}.`,
      },
      {
        sv: 'Vänta till dess; stämmer inte tiden, se över klockan.',
        en: 'Wait until then; if the time looks wrong, look over the clock.',
      },
    )
  }
  if (now > notAfter) {
    return fail(
      { sv: `${what.sv} gick ut ${day(notAfter)}.`, en: `${what.en} expired on ${day(notAfter)}.` },
      cure,
    )
  }
  const found = {
    sv: `${what.sv} gäller till ${day(notAfter)} (${days} ${days === 1 ? 'dag' : 'dagar'}).`,
    en: `${what.en} is valid until ${day(notAfter)} (${days} ${days === 1 ? 'day' : 'days'}).`,
  }
  return days < soonDays ? warn(found, cure) : ok(found)
}

/** What the holder of a certificate does about its end. */
export const orderCertificate: Words = {
  sv: 'Beställ ett nytt organisationscertifikat av utfärdaren i god tid; under bytet kan det gamla och det nya gälla båda.',
  en: 'Order a new organisation certificate of the issuer in good time; while it is exchanged the old and the new can both be valid.',
}
