import type { HandledRequest } from '../../exchange/ports/handlers.ts'
import { requestFacts } from './request-facts.ts'

const passedOn = ['PATH', 'HOME', 'LANG', 'TZ'] as const

/** The whole environment of a command: a little of the node's own, and the facts of the request without control characters. */
export function commandEnvironment(request: HandledRequest): Record<string, string> {
  const environment: Record<string, string> = {}
  for (const name of passedOn) {
    const value = process.env[name]
    if (value !== undefined) environment[name] = value
  }
  for (const { variable, value } of requestFacts) {
    const fact = value(request)
    if (fact !== undefined) environment[variable] = fact.replaceAll(/\p{Cc}/gu, '')
  }
  return environment
}
