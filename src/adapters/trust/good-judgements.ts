import { createHash } from 'node:crypto'
import type { CertificateFacts } from '../../exchange/ports/trust.ts'

/** Facts that were found good, and the time that every certificate of their chain is valid in. */
interface GoodJudgement {
  readonly facts: CertificateFacts
  readonly notBefore: number
  readonly notAfter: number
}

export interface GoodJudgements {
  find(chain: readonly Uint8Array[], now: number): CertificateFacts | undefined
  keep(chain: readonly Uint8Array[], judgement: GoodJudgement): void
}

/**
 * The latest good judgements by the octets of their chains, so that a caller of many connections is not verified
 * anew each time. Refusals are not kept: strangers could push the good ones out with them.
 */
export function goodJudgements(most: number): GoodJudgements {
  const byChain = new Map<string, GoodJudgement>()
  // A connection shows the very same chain at each request: its key is made once.
  const keys = new WeakMap<readonly Uint8Array[], string>()
  const keyOf = (chain: readonly Uint8Array[]): string => {
    const key = keys.get(chain) ?? digestOf(chain)
    keys.set(chain, key)
    return key
  }
  return {
    find(chain, now) {
      const key = keyOf(chain)
      const known = byChain.get(key)
      if (known === undefined) return undefined
      byChain.delete(key)
      if (now < known.notBefore || now > known.notAfter) return undefined
      byChain.set(key, known)
      return known.facts
    },
    keep(chain, judgement) {
      byChain.set(keyOf(chain), judgement)
      const [oldest] = byChain.keys()
      if (byChain.size > most && oldest !== undefined) byChain.delete(oldest)
    },
  }
}

function digestOf(chain: readonly Uint8Array[]): string {
  const hash = createHash('sha256')
  for (const der of chain) hash.update(`${der.length}:`).update(der)
  return hash.digest('base64')
}
