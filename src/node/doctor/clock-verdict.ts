import type { Words } from '../../protocol/words.ts'
import { ok, type Verdict, warn } from './check.ts'

/** Milliseconds that two clocks may differ before somebody should look at them. */
const tolerance = 5000

/** The machine's clock against another: `ahead` in milliseconds, below zero where it is behind. */
export function clockVerdict(ahead: number, other: Words): Verdict {
  if (Math.abs(ahead) <= tolerance) {
    return ok({
      sv: `Klockan går som ${other.sv}.`,
      en: `The clock agrees with ${other.en}.`,
    })
  }
  const seconds = Math.round(Math.abs(ahead) / 1000)
  return warn(
    {
      sv: `Klockan går ${seconds} s ${ahead > 0 ? 'före' : 'efter'} ${other.sv}.`,
      en: `The clock is ${seconds} s ${ahead > 0 ? 'ahead of' : 'behind'} ${other.en}.`,
    },
    {
      sv: 'Ställ den efter en tidsserver (timedatectl set-ntp true): certifikat och kvittenser går efter den.',
      en: 'Set it by a time server (timedatectl set-ntp true): certificates and receipts go by it.',
    },
  )
}
