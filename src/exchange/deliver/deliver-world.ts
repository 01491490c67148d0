import type { ErrorWorld } from '../reply/error-message.ts'
import type { RouteWorld } from '../route/route.ts'
import type { LocalTime } from '../local-time.ts'
import type { NodeSettings } from '../node-settings.ts'
import type { NewMessage } from '../ports/message-log.ts'
import type { Ports } from '../ports/ports.ts'

/** What a node handles its messages with once it has taken them in. */
export interface DeliverWorld extends RouteWorld, ErrorWorld {
  readonly ports: Ports
  readonly node: NodeSettings
  readonly time: LocalTime
  /** Told of each new message that is to go on from here, once it is written. */
  readonly handOn: (messages: readonly NewMessage[]) => void
}
