import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { KvittensError } from '../protocol/kvittens-error.ts'
import { wordsIn } from '../protocol/words.ts'
import { operatorAct, type OperatorRequest } from '../surfaces/operator/operator-socket.ts'
import { callNobody } from './call-nobody.ts'
import { codeOf } from './code-of.ts'
import type { Config } from './config/config.ts'
import { socketToCall } from './socket-path.ts'

export type { OperatorRequest }

/** The operator's hand on a node: on the running one by its socket, else on its store under the store's lock. */
export interface Operator extends AsyncDisposable {
  act(asked: OperatorRequest): Promise<object>
}

export async function openOperator(config: Config): Promise<Operator> {
  const path = socketToCall(config.node.dataDir)
  if (await answers(path)) return { act: (asked) => post(path, asked), [Symbol.asyncDispose]: async () => {} }
  // A whole node with its store: loaded only where none runs.
  const { assemble } = await import('./assemble.ts')
  const assembled = await assemble(config, { logLevel: 'warn', openPeers: callNobody })
  return {
    act: (asked) => operatorAct(asked, assembled.exchange),
    async [Symbol.asyncDispose]() {
      await assembled.exchange.numberAudit()
      await assembled[Symbol.asyncDispose]()
    },
  }
}

async function answers(path: string): Promise<boolean> {
  try {
    await post(path, { act: 'hello' })
    return true
  } catch (error) {
    if (['ENOENT', 'ECONNREFUSED'].includes(codeOf(error))) return false
    throw error
  }
}

function post(path: string, asked: OperatorRequest): Promise<object> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath: path, method: 'POST', path: '/' }, (response) => {
      text(response)
        .then((body) => {
          const answer: unknown = JSON.parse(body)
          if (typeof answer !== 'object' || answer === null) throw new Error('the node gave no answer')
          if (response.statusCode === 200) resolve(answer)
          else reject(asError(answer))
        })
        .catch(reject)
    })
    call.on('error', reject)
    call.end(JSON.stringify(asked))
  })
}

function asError(answer: object): KvittensError {
  const code = 'code' in answer && typeof answer.code === 'string' ? answer.code : 'OtherError'
  const words = 'words' in answer ? wordsIn(answer.words) : undefined
  const cure = 'cure' in answer ? wordsIn(answer.cure) : undefined
  return new KvittensError(code, {
    words: words ?? { sv: 'Noden kunde inte utföra det.', en: 'The node could not do it.' },
    cure,
    retryable: 'retryable' in answer && answer.retryable === true,
  })
}
