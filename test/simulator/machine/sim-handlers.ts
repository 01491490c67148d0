import { createHash } from 'node:crypto'
import type { Handlers } from '../../../src/exchange/ports/handlers.ts'
import type { SeededRandom } from '../../kill/random.ts'
import type { Accounts } from '../checks/accounts.ts'
import { Violation } from '../checks/violation.ts'
import { replyText } from '../load/reply-message.ts'
import type { Life } from './life.ts'

const typical = 200

/** The systems of a node's own organisations: each answers requests of its own products; now and then one fails. */
export function simHandlers(
  owns: (actor: string, product: string) => boolean,
  { life, random, accounts, node }: HandlerParts,
): Handlers {
  return {
    has: owns,
    async answer({ txId, file }) {
      const fails = random.chance(0.1)
      if (fails && random.chance(0.5)) return failed
      const hash = createHash('sha256')
      for await (const piece of file) hash.update(piece)
      const sha256 = hash.digest('hex')
      if (accounts.ofFile(sha256)?.txId !== txId) {
        accounts.violate(new Violation('hashes equal', node, `the request ${txId} brings another file`))
      }
      await life.call('handler', typical, () => undefined)
      if (fails) return failed
      const text = Buffer.from(replyText(sha256), 'latin1')
      const half = text.length >> 1
      async function* reply(): AsyncIterable<Uint8Array> {
        yield text.subarray(0, half)
        await life.call('handler', typical, () => undefined)
        yield text.subarray(half)
      }
      const bytes = random.chance(0.5) ? { bytes: text.length } : {}
      return { kind: 'answered', contentType: 'text/plain', ...bytes, file: reply() }
    },
  }
}

export interface HandlerParts {
  readonly life: Life
  readonly random: SeededRandom
  readonly accounts: Accounts
  readonly node: string
}

const failed = {
  kind: 'failed',
  because: 'failed',
  words: { sv: 'Systemet svarar inte.', en: 'The system does not answer.' },
} as const
