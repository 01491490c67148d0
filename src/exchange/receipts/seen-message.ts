/** What of a message says who may see its receipt; of a purged one it is what the ledger keeps. */
export interface SeenMessage {
  readonly status: string | undefined
  readonly caller: string | undefined
  readonly arrivedAt: number
  readonly from?: string
  readonly to?: string
}
