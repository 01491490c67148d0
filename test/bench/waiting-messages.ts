import { randomUUID } from 'node:crypto'
import { sickNotification } from '../../src/node/trial/trial-facts.ts'
import { rareProduct } from './node-under-test.ts'
import { type MessageFacts, postHead, wholeMessage } from './shs-message.ts'
import { SmallExchange } from './small-exchange.ts'
import type { Target } from './target.ts'

const connections = 64
const dataBytes = 64

/** One message in so many is a rare one. */
const rareEvery = 5000

/** Fills a mailbox through the receive service with small messages that differ in all that can be asked for. */
export async function fill(target: Target, messages: number): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>()
  promise.catch(() => {})
  let next = 0
  const line = async (): Promise<void> => {
    const exchange = await SmallExchange.open(target, reject)
    for (let index = next++; index < messages; index = next++) await post(exchange, factsOf(index))
    exchange.close()
  }
  await Promise.race([Promise.all(Array.from({ length: connections }, line)), promise])
}

function post(exchange: SmallExchange, facts: MessageFacts): Promise<void> {
  const message = wholeMessage(facts, dataBytes)
  return new Promise((resolve, reject) => {
    exchange.ask(Buffer.concat([postHead(message.length), message]), (status, text) => {
      if (status === 202) resolve()
      else reject(new Error(`a message to list was refused with ${status}: ${text ?? ''}`))
    })
  })
}

/** Few hits that lie far apart are the worst for a condition; values that repeat and values that don't, for a sort. */
function factsOf(index: number): MessageFacts {
  const rare = index % rareEvery === rareEvery - 1
  const scattered = (index * 7919) % 104_729
  return {
    txId: randomUUID(),
    corrId: randomUUID(),
    contentId: randomUUID(),
    originator: `Arbetsgivare ${scattered % 1000}`,
    endRecipient: `Enhet ${scattered % 50}`,
    product: rare ? rareProduct : sickNotification.uuid,
    subject: `Sjukanmälan ${scattered}`,
    sequenceType: index % 10 === 0 ? 'request' : 'event',
    meta: [
      ['period', `2026-${String((scattered % 12) + 1).padStart(2, '0')}`],
      ['arende', `A-${scattered}`],
      ['slag', rare ? 'brådskande' : 'vanligt'],
      ...(rare ? ([['sarskild', 'ja']] as const) : []),
    ],
  }
}
