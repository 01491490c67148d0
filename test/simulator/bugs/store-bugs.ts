import { StorageUnavailable } from '../../../src/adapters/storage-unavailable.ts'
import type { Change } from '../../../src/exchange/ports/message-log.ts'
import type { Bug } from './bug.ts'
import { committing } from './committing.ts'

const early: Bug = {
  name: 'early-202',
  what: 'A message is answered with 202 before the log has committed it.',
  ports: committing(async (changes, { messageLog }) => {
    const written = messageLog.commit(changes)
    if (!changes.some(isOneMessage)) return written
    written.catch(() => {})
    return changes.map(() => ({ kind: 'done' }))
  }),
}

const unsynced: Bug = {
  name: 'fsync-skipped',
  what: 'The log answers before its sync, which comes seconds later.',
  commit: { syncLate: 20_000 },
}

const unsyncedBlobs: Bug = {
  name: 'blob-fsync-skipped',
  what: 'A blob is committed without any sync.',
  blobs: { noSync: true },
}

const forgetful: Bug = {
  name: 'dedup-off',
  what: 'A tx.id that is taken is taken again, as another message.',
  ports: committing(async (changes, ports) => {
    const outcomes = await ports.messageLog.commit(changes)
    return Promise.all(
      outcomes.map(async (outcome, index) => {
        const change = changes[index]
        if (outcome.kind !== 'duplicate' || change?.insert === undefined) return outcome
        const insert = change.insert.map((message) => ({
          ...message,
          label: { ...message.label, txId: ports.ids.uuid() },
        }))
        const [again] = await ports.messageLog.commit([{ ...change, insert }])
        return again ?? outcome
      }),
    )
  }),
}

const unversioned: Bug = {
  name: 'double-confirm',
  what: 'A change is made whatever version the message is at, so two acknowledgements at once both count.',
  ports: committing(async (changes, ports) => {
    const outcomes = await ports.messageLog.commit(changes)
    return Promise.all(
      outcomes.map(async (outcome, index) => {
        const change = changes[index]
        if (outcome.kind !== 'conflict' || outcome.current === undefined || change === undefined)
          return outcome
        const expectVersion = outcome.current.version
        const update = (change.update ?? []).map((one) => Object.assign({}, one, { expectVersion }))
        const [again] = await ports.messageLog.commit([{ ...change, update }])
        return again ?? outcome
      }),
    )
  }),
}

const hopeful: Bug = {
  name: 'unknown-is-nothing',
  what: 'A commit of which nobody knows the outcome is taken for one that kept nothing.',
  ports: committing((changes, { messageLog }) =>
    messageLog.commit(changes).catch((error: unknown) => {
      throw new StorageUnavailable(error)
    }),
  ),
}

const deaf: Bug = {
  name: 'ack-forgotten',
  what: 'An acknowledgement is answered and not stored.',
  ports: committing((changes, { messageLog }) => messageLog.commit(changes.map(withoutAcknowledgement))),
}

export const storeBugs: readonly Bug[] = [
  early,
  unsynced,
  unsyncedBlobs,
  forgetful,
  unversioned,
  hopeful,
  deaf,
]

/** Nothing but a message that was handed in. */
function isOneMessage({ insert = [], update = [] }: Change): boolean {
  return update.length === 0 && insert.some(({ channel }) => channel !== 'node')
}

function withoutAcknowledgement(change: Change): Change {
  const update = change.update?.filter(({ acknowledgedAt }) => acknowledgedAt === undefined)
  return { ...change, ...(update === undefined ? {} : { update }) }
}
