import type { SeededRandom } from '../../kill/random.ts'
import type { Accounts, SentMessage } from '../checks/accounts.ts'
import { Violation } from '../checks/violation.ts'
import type { Scheduler } from '../engine/scheduler.ts'
import { waiting } from '../engine/streams.ts'
import { SimulatedFault } from '../disk/simulated-fault.ts'
import type { SimNode } from '../world/sim-node.ts'
import { after } from './sender.ts'

export interface OperatorParts {
  readonly scheduler: Scheduler
  readonly accounts: Accounts
  readonly random: SeededRandom
  readonly nodes: readonly SimNode[]
  /** Milliseconds between two things it does, on an average. */
  readonly pause: number
}

/** Whoever runs the nodes: looks up receipts that were given out. */
export async function operate(parts: OperatorParts): Promise<never> {
  const { scheduler, random, pause, accounts } = parts
  for (;;) {
    await after(scheduler, waiting(random, pause))
    const message = random.pick(accounts.accepted)
    // A node that dies meanwhile never answers: whoever asked does not wait for it.
    if (message !== undefined) lookUp(message, parts).catch((error: unknown) => scheduler.fail(error))
  }
}

async function lookUp(message: SentMessage, { nodes, accounts }: OperatorParts): Promise<void> {
  const node = nodes.find(({ place }) => place === message.via)
  const receiptId = message.accepted?.receiptId
  if (node?.exchange === undefined || receiptId === undefined) return
  const violate = (detail: string): void => {
    accounts.violate(new Violation('every 202 is found', node.place, detail))
  }
  try {
    const receipt = await node.exchange.receipt(receiptId, 'operator')
    if (receipt.kind !== 'message' || receipt.txId !== message.txId) violate(`${receiptId} names another`)
    else if (receipt.files[0]?.sha256 !== message.sha256) violate(`${receiptId} names another file`)
  } catch (error) {
    if (!(error instanceof SimulatedFault)) violate(`${receiptId}: ${String(error)}`)
  }
}
