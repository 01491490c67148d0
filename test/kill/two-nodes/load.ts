import type { Contents } from '../message-maker.ts'
import type { ExchangeLedger } from './exchange-ledger.ts'
import type { TwoMortals } from './two-mortals.ts'

/** What all who send and receive share. */
export interface Load {
  readonly ledger: ExchangeLedger
  readonly nodes: TwoMortals
  readonly contents: Contents
  /** From then on nothing new is begun. */
  over: boolean
  /** Called at each answer. */
  onAnswer: () => void
}
