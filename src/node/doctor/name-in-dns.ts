import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { Words } from '../../protocol/words.ts'
import { type Check, fail, ok, outcome } from './check.ts'
import { codeOf } from '../code-of.ts'

export interface NamedHost {
  readonly check: string
  readonly host: string
  /** What to do where the name is not there. */
  readonly cure: Words
  /** What can be looked at once the name leads somewhere. */
  readonly next?: readonly Check[]
}

/** Whether a host's name leads to an address, as programs on this machine look it up. */
export function nameInDns({ check, host, cure, next = [] }: NamedHost): Check {
  return {
    name: check,
    cureWhenHung: {
      sv: `Namnservern svarar inte: se över den (/etc/resolv.conf), och brandväggen på vägen dit.`,
      en: `The name server does not answer: look it over (/etc/resolv.conf), and the firewall on the way to it.`,
    },
    async run() {
      if (isIP(host) !== 0) return { verdicts: [], next }
      try {
        const found = await lookup(host, { all: true })
        const addresses = found.map(({ address }) => address).join(', ')
        return outcome(
          ok({ sv: `Namnet ${host} är ${addresses}.`, en: `The name ${host} is ${addresses}.` }),
          next,
        )
      } catch (error) {
        return outcome(fail(notFound(host, codeOf(error)), cure))
      }
    },
  }
}

function notFound(host: string, code: string): Words {
  return code === 'ENOTFOUND'
    ? { sv: `Namnet ${host} finns inte i DNS.`, en: `The name ${host} is not in DNS.` }
    : {
        sv: `Namnet ${host} går inte att slå upp (${code}).`,
        en: `The name ${host} cannot be looked up (${code}).`,
      }
}
