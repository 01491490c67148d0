import { setTimeout as after } from 'node:timers/promises'
import type { Answer, MtlsClient } from '../../support/mtls-client.ts'
import { type ListedMessage, readMessage, readMessageList } from '../../support/read-message.ts'
import { inParallel } from '../in-parallel.ts'
import type { ExchangeLedger } from './exchange-ledger.ts'
import type { Load } from './load.ts'
import { lost } from './mortal-node.ts'

/** A sender's system that takes what its node tells it of what it sent, until nothing new is sent. */
export async function takeToldUntilOver(load: Load, owner: string): Promise<void> {
  while (!load.over) if ((await takeTold(load, owner, 50)) === 0) await after(10)
}

/** Enters the confirm and error messages that wait for a sender, and takes them out; how many there were. */
export async function takeTold(load: Load, owner: string, most: number): Promise<number> {
  const { ledger, nodes } = load
  const ask = (call: (client: MtlsClient) => Promise<Answer>): Promise<Answer | typeof lost> =>
    nodes.employer.ask(nodes.identity(owner), call)
  try {
    const answer = await ask((client) => client.list(owner, `filter=noack&maxhits=${most}`))
    if (answer === lost) return 0
    const listed = readMessageList(answer.body)
    await inParallel(listed, 4, async (entry) => {
      const txId = entry.attributes['tx.id'] ?? ''
      const why = enterTold(ledger, owner, entry)
      const fetched = why === undefined ? lost : await ask((client) => client.fetch(owner, txId))
      if (fetched !== lost && fetched.status === 200) {
        const [part] = readMessage(fetched.body).parts
        const says = part?.content.toString('latin1') ?? ''
        ledger.expect(
          says.includes(`"${why}"`),
          `${txId}: an error message that does not say ${why}: ${says}`,
        )
      }
      const acknowledged = await ask((client) => client.acknowledge(owner, txId))
      if (acknowledged === lost) return
      ledger.expect(acknowledged.status === 200, `${txId}: its ack got ${acknowledged.status}`)
    })
    return listed.length
  } catch (error) {
    ledger.violation(`${owner} got no good answer from a living node: ${String(error)}`)
    return 0
  }
}

/** The code that it must give where it is an error message. */
function enterTold(ledger: ExchangeLedger, owner: string, { attributes }: ListedMessage): string | undefined {
  const txId = attributes['tx.id'] ?? ''
  const about = ledger.byCorrId.get(attributes['corr.id'] ?? '')
  const receiver = withoutPrefix(attributes['from'])
  const arrival = about?.arrivals.find((one) => one.receiver === receiver)
  if (about === undefined || arrival === undefined || attributes['sequence-type'] !== 'adm') {
    ledger.violation(`${txId}: in the mailbox of ${owner}, and it speaks of nothing that was sent`)
    return undefined
  }
  ledger.expect(about.from === owner, `${txId}: told ${owner} of ${about.txId}, which ${about.from} sent`)
  ledger.expect(
    about.contentId === attributes['content.id'],
    `${txId}: speaks of another content.id of ${about.txId}`,
  )
  const confirms = withoutPrefix(attributes['product']) === 'confirm'
  const told = confirms ? arrival.confirms : arrival.errors
  const name = confirms ? 'confirm' : 'error'
  if (!told.has(txId)) ledger.counts[confirms ? 'confirms' : 'errors']++
  told.add(txId)
  ledger.expect(told.size === 1, `${about.txId}: ${receiver} has sent ${told.size} ${name} messages about it`)
  const due = confirms ? arrival.acksTried > 0 : arrival.fate === 'quarantined'
  ledger.expect(due, `${about.txId}: a ${name} message of ${receiver} about it, for which there is no reason`)
  return confirms ? undefined : arrival.code
}

function withoutPrefix(urn: string | undefined): string {
  return urn?.replace(/^urn:X-shs:/i, '') ?? ''
}
