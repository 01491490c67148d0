import type { MailboxQuery, MessageRecord } from '../ports/message-log.ts'
import type { Ports } from '../ports/ports.ts'
import type { NodeSettings } from '../node-settings.ts'
import { demandSide } from '../access/may-act-for.ts'
import { beingFetched } from './fetch-lease.ts'
import type { OpenMailbox } from './open-mailbox.ts'

/** What a caller may ask of a list; the rest of the query is the mailbox's own business. */
export type ListConditions = Omit<MailboxQuery, 'mailbox' | 'now' | 'fetchedAfter' | 'except'>

/** The messages that wait in a mailbox, in batches as they are found (shs-protocol.md 6). */
export async function* listMailbox(
  mailbox: OpenMailbox,
  conditions: ListConditions,
  ports: Ports,
  node: NodeSettings,
): AsyncIterable<readonly MessageRecord[]> {
  demandSide(mailbox.caller, conditions.status)
  const now = ports.clock.now()
  yield* ports.messageLog.list({
    ...conditions,
    mailbox: mailbox.address,
    now,
    fetchedAfter: now - node.mailboxLease,
    except: await beingFetched(ports.coordination),
  })
}
