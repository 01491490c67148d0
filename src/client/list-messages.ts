import type { MessageStatus } from '../protocol/label/label.ts'
import type { MessageListEntry } from '../protocol/message-list/message-list.ts'
import { messageListLimits, readMessageList } from '../protocol/message-list/message-list-reader.ts'
import { wholeOf } from './answer-body.ts'
import { answerError } from './answer-error.ts'
import type { Connection } from './connection.ts'
import { shsPath } from './shs-path.ts'

/** A message that waits, as its list tells. */
export type ListedMessage = MessageListEntry

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
function listQuery(conditions: ListConditions): string {
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

/** What waits at an address, as its list tells. */
export async function* listMessages(
  address: string,
  conditions: ListConditions,
  connection: Connection,
  base: string,
): AsyncGenerator<ListedMessage, void> {
  const path = `${shsPath(base, 'ds', address)}?${listQuery(conditions)}`
  const answer = await connection.call({ method: 'GET', path })
  if (answer.statusCode !== 200) throw await answerError(answer, connection.host)
  const bytes = await wholeOf(answer, connection.host, messageListLimits.bytes)
  yield* readMessageList(bytes)
}
