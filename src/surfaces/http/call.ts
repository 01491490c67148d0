import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Caller } from '../../exchange/access/caller.ts'
import type { Clock } from '../../exchange/ports/clock.ts'
import type { HttpLimits } from './http-limits.ts'

/** One request from a caller who is known: what a route gets to work with. */
export interface Call {
  readonly caller: Caller
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** The path as it was sent, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly limits: HttpLimits
  readonly clock: Clock
}

/** One way in on the machines' port. */
export interface Route {
  /** The address as documentation writes it. */
  readonly name: string
  readonly methods: readonly string[]
  matches(path: string): boolean
  /** The language of its texts where the caller does not say (product.md 7). */
  readonly language: 'sv' | 'en'
  handle(call: Call): Promise<void>
}
