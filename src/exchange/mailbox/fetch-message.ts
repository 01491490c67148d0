import { writeDown } from '../audit/write-down.ts'
import type { MessageRecord } from '../ports/message-log.ts'
import type { Ports } from '../ports/ports.ts'
import { Refusal } from '../refusal.ts'
import { takeForFetch } from './fetch-lease.ts'
import { findMessage } from './find-message.ts'
import { gone, type MessageOctets, messageOctets } from './message-octets.ts'
import type { OpenMailbox } from './open-mailbox.ts'

/** A message on its way to one fetcher; disposing it without `fetched` puts it back as it was. */
export interface Fetching extends AsyncDisposable {
  readonly message: MessageRecord
  readonly octets: MessageOctets
  /** To be called when all but the last octets are out: marks the message fetched, and its lease begins. */
  fetched(): Promise<void>
  /** The last octets did not go out after all: the message is put back as it was before. */
  takeBack(): Promise<void>
}

/** Takes a message out of a mailbox for one fetcher; while it streams, no other gets it. */
export async function fetchMessage(mailbox: OpenMailbox, txId: string, ports: Ports): Promise<Fetching> {
  const found = await findMessage(mailbox, txId, ports)
  if (found.contentPurgedAt !== undefined) throw gone(found)
  const lease = await takeForFetch(ports.coordination, found.receiptId)
  if (lease === undefined) throw busy(txId)
  try {
    const octets = await messageOctets(found, ports)
    return {
      message: found,
      octets,
      fetched: () => mark(mailbox, found, 'fetched', ports),
      takeBack: () => mark(mailbox, found, 'returned', ports),
      [Symbol.asyncDispose]: () => lease[Symbol.asyncDispose](),
    }
  } catch (error) {
    await lease[Symbol.asyncDispose]()
    throw error
  }
}

/** An acknowledgement may come while the octets are on the way: then the mark is made on what it left. */
async function mark(
  mailbox: OpenMailbox,
  found: MessageRecord,
  event: 'fetched' | 'returned',
  ports: Ports,
): Promise<void> {
  let current: MessageRecord | undefined = found
  while (current !== undefined) {
    const { receiptId, version } = current
    const at = ports.clock.now()
    const caller = mailbox.caller.number
    const outcome = await writeDown(
      ports,
      {
        update: [
          { receiptId, expectVersion: version, ...(event === 'fetched' ? { fetchedAt: at } : before(found)) },
        ],
      },
      [{ event, at, subject: receiptId, caller, txId: found.label.txId }],
    )
    current = outcome.kind === 'conflict' ? outcome.current : undefined
  }
}

function before({ fetchedAt }: MessageRecord): { readonly fetchedAt: number } | { readonly unfetched: true } {
  return fetchedAt === undefined ? { unfetched: true } : { fetchedAt }
}

function busy(txId: string): Refusal {
  return new Refusal('busy', 'BeingFetched', {
    words: {
      sv: `Meddelandet ${txId} hämtas just nu av någon annan.`,
      en: `The message ${txId} is being fetched by another this moment.`,
    },
    cure: {
      sv: 'Försök igen om en stund, eller ta nästa meddelande.',
      en: 'Try again in a while, or take the next message.',
    },
    retryable: true,
  })
}
