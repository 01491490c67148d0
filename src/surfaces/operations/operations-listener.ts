import { createServer, type Server } from 'node:http'
import type { ServerResponse } from 'node:http'
import { answerJson, answerText } from '../http/answer.ts'

/** How one thing that the node depends on fares. */
export interface Dependency {
  readonly name: string
  readonly ok: boolean
  /** False: the node is ready without it, and only the page says so. */
  readonly needed?: boolean
  /** RFC 3339. */
  readonly since: string
  readonly detail?: string
}

export interface OperationsOptions {
  /** Asks each dependency now. */
  ready(): Promise<readonly Dependency[]>
  /** Prometheus' text form, with its content type. */
  metrics(): Promise<{ readonly text: string; readonly contentType: string }>
  /** Tells the log of a fault, and gives the id to quote. */
  fault(error: unknown): string
}

/** The operations' port: health and metrics, without TLS, on loopback unless told otherwise (product.md 4). */
export function operationsListener(options: OperationsOptions): Server {
  return createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? ''
    answer(path, request.method, response, options).catch((error: unknown) => {
      const id = options.fault(error)
      answerText(response, 500, `The node could not answer; its log says why. Please quote fault ${id}.\n`)
    })
  })
}

async function answer(
  path: string,
  method: string | undefined,
  response: ServerResponse,
  options: OperationsOptions,
): Promise<void> {
  if (method !== 'GET' && method !== 'HEAD')
    return answerText(response, 405, 'GET only.\n', { allow: 'GET, HEAD' })
  switch (path) {
    case '/health/live':
      return answerJson(response, 200, { live: true })
    case '/health/ready': {
      const dependencies = await options.ready()
      const ready = dependencies.every(({ ok, needed }) => ok || needed === false)
      return answerJson(response, ready ? 200 : 503, { ready, dependencies })
    }
    case '/metrics': {
      const { text, contentType } = await options.metrics()
      return answerText(response, 200, text, { 'content-type': contentType })
    }
    default:
      return answerText(response, 404, 'The addresses are /health/live, /health/ready and /metrics.\n')
  }
}
