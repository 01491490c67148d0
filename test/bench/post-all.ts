import { postHead } from './shs-message.ts'
import { SmallExchange } from './small-exchange.ts'
import type { Target } from './target.ts'

const connections = 8

/** Posts messages, each of which must be taken in; a few at a time, in their order. */
export async function postAll(target: Target, messages: readonly Buffer[]): Promise<void> {
  const { promise: broken, reject } = Promise.withResolvers<never>()
  broken.catch(() => {})
  const left = messages.values()
  const lines: SmallExchange[] = []
  for (let index = 0; index < connections; index++) lines.push(await SmallExchange.open(target, reject))
  const post = async (line: SmallExchange): Promise<void> => {
    for (const message of left) await one(line, message)
  }
  try {
    await Promise.race([Promise.all(lines.map(post)), broken])
  } finally {
    for (const line of lines) line.close()
  }
}

function one(line: SmallExchange, message: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    line.ask(Buffer.concat([postHead(message.length), message]), (status, text) => {
      if (status === 202) resolve()
      else reject(new Error(`a message was answered ${status}: ${text ?? ''}`))
    })
  })
}
