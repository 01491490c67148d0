import { KvittensError } from '../../../src/protocol/kvittens-error.ts'
import type { OperatorAct } from '../../../src/exchange/deliver/operate.ts'
import { Refusal } from '../../../src/exchange/refusal.ts'
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
  /** Whether nothing new comes any more: then what is held is let go. */
  readonly isCalm: () => boolean
}

const user = 'operator'

/** Whoever runs the nodes: looks up receipts that were given out; holds, sends again and cancels messages. */
export async function operate(parts: OperatorParts): Promise<never> {
  const { scheduler, random, pause, accounts } = parts
  for (;;) {
    await after(scheduler, waiting(random, pause))
    const message = random.pick(accounts.accepted)
    // A node that dies meanwhile never answers: whoever asked does not wait for it.
    if (message !== undefined) watched(lookUp(message, parts))
    const node = random.pick(parts.nodes)
    if (node !== undefined) watched(parts.isCalm() ? releaseAll(node) : handleOne(node, parts))
  }

  function watched(running: Promise<unknown>): void {
    running.catch((error: unknown) => scheduler.fail(error))
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

/** Mostly a message that is on its way, at times one that is not, which must be refused. */
async function handleOne(node: SimNode, parts: OperatorParts): Promise<void> {
  const { random } = parts
  const records = [...node.store.tables.messages.values()].map(({ record }) => record)
  const open = records.filter(({ handling, state }) => handling?.due !== undefined || state === 'held')
  const recent = records.slice(-20)
  const record = random.pick(open.length > 0 && random.chance(0.7) ? open : recent)
  const act = random.pick(['hold', 'resend', 'cancel', 'resend'] as const) ?? 'hold'
  if (record !== undefined) await actOn(record.receiptId, act, node)
}

async function releaseAll(node: SimNode): Promise<void> {
  for (const { record } of node.store.tables.messages.values()) {
    const { receiptId, state, handling } = record
    if (state === 'held' && handling?.due === undefined) await actOn(receiptId, 'resend', node)
  }
}

/** What an operator asks for is done, or refused in words. */
async function actOn(receiptId: string, act: OperatorAct, { exchange, journal }: SimNode): Promise<void> {
  try {
    await exchange?.operate(act, receiptId, user)
  } catch (error) {
    if (error instanceof Refusal || error instanceof SimulatedFault) return
    if (error instanceof KvittensError && error.retryable) return
    journal.fault('operate', error)
  }
}
