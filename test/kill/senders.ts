import type { MtlsClient } from '../support/mtls-client.ts'
import { enterAccepted, enterRefused } from './answers.ts'
import type { ClientLedger, Sent } from './ledger.ts'
import { badMessage, type Contents, goodMessage, impostor, type Sender } from './message-maker.ts'
import type { SeededRandom } from './random.ts'

/** What all actors of a round share. */
export interface Round {
  readonly number: number
  readonly ledger: ClientLedger
  /** Set just before the kill: from then on, broken connections are what is expected. */
  over: boolean
  /** Called at each answer. */
  readonly onAnswer: () => void
}

/** One client that sends until the node is killed. */
export async function sendUntilKilled(
  round: Round,
  client: MtlsClient,
  sender: Sender,
  random: SeededRandom,
  contents: Contents,
): Promise<void> {
  const { ledger } = round
  const mine: Sent[] = []
  while (!round.over) {
    const kind = random.next()
    if (kind < 0.78) await sendNew(goodMessage(random, contents, sender, round.number))
    else if (kind < 0.88) await sendBad()
    else if (kind < 0.91) await breakOff()
    else if (kind < 0.94) await sendTwins(goodMessage(random, contents, sender, round.number))
    else if (kind < 0.97) await sendAgain(random.pick(mine))
    else await sendImpostor(random.pick(mine))
  }

  async function sendNew(message: Sent): Promise<void> {
    ledger.add(message)
    await attempt(message, async () => {
      enterAccepted(ledger, message, await client.send(message.octets ?? Buffer.alloc(0)), 'no')
      mine.push(message)
    })
  }

  async function sendBad(): Promise<void> {
    const bad = badMessage(random, contents, sender, round.number)
    ledger.add(bad.message)
    await attempt(bad.message, async () => {
      enterRefused(ledger, bad.message, await client.send(bad.message.octets ?? Buffer.alloc(0)), bad)
    })
  }

  /** Sends a part of a good message and hangs up: it must not be there. */
  async function breakOff(): Promise<void> {
    const good = goodMessage(random, contents, sender, round.number)
    const message = { ...good, good: false }
    ledger.add(message)
    await attempt(message, async () => {
      const octets = message.octets ?? Buffer.alloc(0)
      const socket = await client.raw()
      socket.on('error', () => {})
      socket.write(
        `POST /shs/rs HTTP/1.1\r\nHost: localhost\r\nContent-Type: message/rfc822\r\nContent-Length: ${octets.length}\r\n\r\n`,
      )
      const some = octets.subarray(0, random.int(0, octets.length - 1))
      await new Promise<void>((resolve) => socket.write(some, () => resolve()))
      socket.destroy()
      message.state = 'refused'
    })
  }

  async function sendTwins(message: Sent): Promise<void> {
    ledger.add(message)
    message.resent++
    const octets = message.octets ?? Buffer.alloc(0)
    await attempt(message, async () => {
      const answers = await Promise.allSettled([client.send(octets), client.send(octets)])
      const came = answers.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
      for (const answer of came) enterAccepted(ledger, message, answer)
      const firsts = came.filter(({ headers }) => headers['x-shs-duplicatemsg'] === 'no').length
      if (came.length === 2)
        ledger.expect(firsts === 1, `${message.txId}: sent twice at once, ${firsts} were the first`)
      const failed = answers.find((one) => one.status === 'rejected')
      if (failed !== undefined) throw failed.reason
      mine.push(message)
    })
  }

  async function sendAgain(message: Sent | undefined): Promise<void> {
    if (message?.octets === undefined) return
    const { octets } = message
    message.resent++
    await attempt(message, async () => enterAccepted(ledger, message, await client.send(octets), 'yes'))
  }

  async function sendImpostor(first: Sent | undefined): Promise<void> {
    if (first === undefined) return
    ledger.refusable.add(first.txId)
    await attempt(first, async () => {
      const answer = await client.send(impostor(random, first))
      enterRefused(ledger, undefined, answer, { status: 400, code: 'IllegalMessageStructure' })
    })
  }

  async function attempt(message: Sent, act: () => Promise<void>): Promise<void> {
    try {
      await act()
      round.onAnswer()
    } catch (error) {
      ledger.lost(message)
      if (!round.over) ledger.violation(`${message.txId}: no answer from a living node: ${String(error)}`)
    }
  }
}
