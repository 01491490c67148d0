import { setTimeout as after } from 'node:timers/promises'
import type { Answer } from '../../support/mtls-client.ts'
import { header } from '../answers.ts'
import type { SeededRandom } from '../random.ts'
import { exchangedMessage } from './exchanged-message.ts'
import type { Exchanged } from './exchange-ledger.ts'
import type { Load } from './load.ts'
import { lost } from './mortal-node.ts'

/** Arrivals that nobody has acknowledged: with more of them nothing new is sent until the receivers have caught up. */
const mostWaiting = 150

/** One system of an organisation: sends, and sends again with the same tx.id what it got no answer to. */
export async function sendUntilOver(load: Load, from: string, random: SeededRandom): Promise<void> {
  const { ledger, nodes, contents } = load
  const mine: Exchanged[] = []
  while (!load.over) {
    if (ledger.waiting > mostWaiting) {
      await after(10)
      continue
    }
    const old = random.chance(0.05) ? random.pick(mine) : undefined
    const message = old ?? exchangedMessage(random, contents, from)
    if (old === undefined) ledger.add(message)
    else message.resent++
    if ((await sendUntilAnswered(message)) && old === undefined) mine.push(message)
  }

  /** False where a node that lives gave no good answer. */
  async function sendUntilAnswered(message: Exchanged): Promise<boolean> {
    for (;;) {
      const answer = await sendOnce(message)
      if (answer === undefined) return false
      if (answer !== lost) return enter(message, answer)
      ledger.counts.lost++
      message.resent++
    }
  }

  async function sendOnce({ octets, txId }: Exchanged): Promise<Answer | typeof lost | undefined> {
    if (octets === undefined) throw new Error(`${txId} was to be sent again after it was settled`)
    try {
      return await nodes.employer.ask(nodes.identity(from), (client) => client.send(octets))
    } catch (error) {
      ledger.violation(`${txId}: no answer from a living node: ${String(error)}`)
      return undefined
    }
  }

  function enter(message: Exchanged, answer: Answer): boolean {
    const receiptId = header(answer, 'x-shs-localid')
    const duplicate = header(answer, 'x-shs-duplicatemsg')
    if (answer.status !== 202 || receiptId === undefined || answer.text !== message.txId) {
      ledger.violation(
        `${message.txId}: a good message (${message.kind}) got ${answer.status}: ${answer.text.slice(0, 200)}`,
      )
      return false
    }
    const mayBe = message.resent > 0 ? ['yes', 'no'] : ['no']
    ledger.expect(
      mayBe.includes(duplicate ?? ''),
      `${message.txId}: sent ${message.resent} times again, X-shs-duplicatemsg is ${duplicate}`,
    )
    ledger.accepted(message, receiptId, duplicate === 'yes')
    load.onAnswer()
    return true
  }
}
