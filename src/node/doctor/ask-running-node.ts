import { request } from 'node:http'
import { json } from 'node:stream/consumers'
import type { OperatorRequest } from '../open-operator.ts'

/** Asks the running node one thing by its operator's socket, and never its store; rejects with the system's error where none runs. */
export function askRunningNode(
  socketPath: string,
  asked: OperatorRequest,
  signal: AbortSignal,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, method: 'POST', path: '/', signal }, (answer) => {
      json(answer).then(resolve, reject)
    })
    call.on('error', reject)
    call.end(JSON.stringify(asked))
  })
}
