import type { MessageStatus } from '../protocol/label/label.ts'
import type { MessageListEntry } from '../protocol/message-list/message-list.ts'
import { MessageListReader } from '../protocol/message-list/message-list-reader.ts'
import { octetsOf } from './answer-body.ts'
import { answerError } from './answer-error.ts'
import type { Connection } from './connection.ts'
import { shsPath } from './shs-path.ts'

/** Which of the messages that wait to list (shs-protocol.md 6); absent means any. */
export interface ListConditions {
  /** Production unless told otherwise: a node lists one of the two. */
  readonly status?: MessageStatus
  /** Those too that were fetched but not acknowledged, whatever their lease. */
  readonly noAck?: boolean
  readonly products?: readonly string[]
  /** `yyyy-MM-ddTHH:mm:ss` in the node's time zone: arrived at or after. */
  readonly since?: string
  readonly maxHits?: number
  readonly corrId?: string
  readonly contentId?: string
}

/** The query of a list; what is not asked for is not sent, so that every node understands it. */
export function listQuery(conditions: ListConditions): string {
  const query = new URLSearchParams()
  const add = (name: string, value: string | undefined): void => {
    if (value !== undefined) query.append(name, value)
  }
  add('status', conditions.status)
  add('filter', conditions.noAck === true ? 'noack' : undefined)
  add('producttype', conditions.products?.join(','))
  add('since', conditions.since)
  add('maxhits', conditions.maxHits?.toString())
  add('corrid', conditions.corrId)
  add('contentid', conditions.contentId)
  return query.toString()
}
