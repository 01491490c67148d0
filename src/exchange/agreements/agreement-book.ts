import type { KvittensError } from '../../protocol/kvittens-error.ts'
import type { AgreementSettings } from '../node-settings.ts'
import type { Directory } from '../ports/directory.ts'
import type { Ports } from '../ports/ports.ts'
import type { Agreement, Registry } from '../ports/registry.ts'
import { pendingOf } from './agreement-entry.ts'
import { betweenParties } from './between-parties.ts'
import { documentReader } from './document-reader.ts'
import {
  type KnownAgreements,
  type LocalAgreement,
  type PendingAgreement,
  uuidOf,
} from './known-agreement.ts'
import { withoutAgreement } from './match.ts'
import { mismatch } from './mismatch.ts'
import { publicAgreements } from './public-agreements.ts'
import type { OpenQuestion } from './question.ts'
import { receiversOf } from './receivers.ts'

/** The agreements that bear on a question. */
export interface Bearing {
  readonly known: KnownAgreements
  /** A directory that might know one does not answer: a refusal by what is known is not the last word. Retryable. */
  readonly unanswered?: KvittensError
}

/** What the node knows of agreements: its registry's first, then the directory's. */
export interface AgreementBook {
  /**
   * The agreements by which a message may go, or nearly: those of the registry between sender and receiver on the
   * product type, and the one that the label names; public ones only where none of these lets it through at `now`. Those
   * that are not in force are told apart from the others.
   */
  known(question: OpenQuestion, now: number): Promise<Bearing>
}

interface Sources extends Pick<Ports, 'journal' | 'ids'> {
  readonly registry: Pick<Registry, 'agreements' | 'agreementsOn' | 'products'>
  readonly directory: Pick<Directory, 'agreements' | 'agreementsById' | 'products'>
}

type Registered = Required<Pick<KnownAgreements, 'local' | 'pending'>>

/** A node has one, since it keeps what it has read: asking costs no parsing. */
export function agreementBook(ports: Sources, settings: AgreementSettings): AgreementBook {
  const read = documentReader(ports, settings)
  const between = betweenParties()

  const registered = async (question: OpenQuestion): Promise<Registered> => {
    const entries = new Set<Agreement>(between(await ports.registry.agreementsOn(question.product), question))
    if (question.agreement !== undefined) {
      const [named] = await ports.registry.agreements([question.agreement])
      if (named !== undefined) entries.add(named)
    }
    const local: LocalAgreement[] = []
    const pending: PendingAgreement[] = []
    for (const entry of entries) {
      const negotiation = pendingOf(entry)
      if (negotiation === undefined) local.push(...read(entry))
      else pending.push(...read(entry).map((agreement) => ({ agreement, negotiation })))
    }
    return { local, pending }
  }
  return {
    async known(question, now) {
      const isFree = question.to !== undefined && withoutAgreement(question) !== undefined
      if (isFree) return { known: { local: [], published: [] } }
      const { local, pending } = await registered(question)
      if (settle(local, question, now)) return { known: { local, published: [] } }
      const { published, ...rest } = await publicAgreements(question, ports)
      return { known: { local, published, pending }, ...rest }
    },
  }
}

/** Whether agreements of the registry have the last word: the one that is named has, and one that lets it through. */
function settle(local: readonly LocalAgreement[], question: OpenQuestion, now: number): boolean {
  const { agreement: name, to } = question
  if (name !== undefined) return local.some((agreement) => uuidOf(agreement) === name)
  return local.some(
    (agreement) =>
      mismatch(agreement, question, now) === undefined &&
      (to !== undefined || receiversOf(agreement, question).length > 0),
  )
}
