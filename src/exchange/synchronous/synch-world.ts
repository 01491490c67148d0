import type { LocalTime } from '../local-time.ts'
import type { NodeSettings } from '../node-settings.ts'
import type { Ports } from '../ports/ports.ts'
import type { Knowledge } from '../route/knowledge.ts'
import type { RunningRequests } from './running-requests.ts'

/** What synchronous requests are answered with. */
export interface SynchWorld {
  readonly ports: Ports
  readonly node: NodeSettings
  readonly time: LocalTime
  readonly knowledge: Knowledge
  readonly running: RunningRequests
}
