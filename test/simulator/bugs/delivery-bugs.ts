import type { Change, MessageUpdate } from '../../../src/exchange/ports/message-log.ts'
import type { OutgoingOctets, Peers } from '../../../src/exchange/ports/peers.ts'
import type { Ports } from '../../../src/exchange/ports/ports.ts'
import type { Actor, ProviderRight, Registry } from '../../../src/exchange/ports/registry.ts'
import type { Bug } from './bug.ts'
import { committing } from './committing.ts'

const forgottenRetry: Bug = {
  name: 'retry-forgotten',
  what: 'A delivery that failed is not tried again.',
  ports: committing((changes, { messageLog }) =>
    messageLog.commit(changes.map((change) => rescheduled(change, () => undefined))),
  ),
}

const farFuture: Bug = {
  name: 'due-far-future',
  what: 'A delivery that failed is tried again in a week.',
  ports: committing((changes, { messageLog }) =>
    messageLog.commit(changes.map((change) => rescheduled(change, (due) => due + 7 * 86_400_000))),
  ),
}

const silentQuarantine: Bug = {
  name: 'quarantine-without-error',
  what: 'A message is set aside, and its sender is not told.',
  ports: committing((changes, { messageLog }) => messageLog.commit(changes.map(withoutErrors))),
}

const sharedFate: Bug = {
  name: 'split-shares-fate',
  what: 'When one copy of a message for several is set aside, the others that still wait are too.',
  ports: committing(async (changes, ports) => {
    const whole = await Promise.all(changes.map((change) => withSiblings(change, ports)))
    return ports.messageLog.commit(whole)
  }),
}

const sentTooEarly: Bug = {
  name: 'sent-before-202',
  what: 'A message counts as sent when the connection is open.',
  ports: delivering((deliver) => async (to, message) => {
    deliver(to, message).catch(() => {})
    return { kind: 'accepted', duplicate: false }
  }),
}

const sulking: Bug = {
  name: 'breaker-never-closes',
  what: 'A destination that did not answer three times in a row is never asked again by the same process.',
  ports: delivering((deliver) => {
    const failures = new Map<string, number>()
    return async (to, message) => {
      const count = failures.get(to.url) ?? 0
      if (count >= 3) return { kind: 'failed', because: 'busy', words: { sv: 'Öppen.', en: 'Open.' } }
      const answer = await deliver(to, message)
      failures.set(to.url, answer.kind === 'failed' ? count + 1 : 0)
      return answer
    }
  }),
}

const renamed: Bug = {
  name: 'new-tx-on-retry',
  what: 'A message that is tried again has a new tx.id.',
  ports: delivering((deliver, { ids }) => {
    const tried = new Set<string>()
    return async (to, message) => {
      const txId = await txIdOf(message)
      if (!tried.has(txId)) {
        tried.add(txId)
        return deliver(to, message)
      }
      return deliver(to, replacing(message, txId, ids.uuid()))
    }
  }),
}

const credulous: Bug = {
  name: 'confirm-from-stranger',
  what: 'Whoever is registered may say what became of a message.',
  ports: (ports) => ({
    ...ports,
    registry: {
      ...ports.registry,
      async actors(numbers) {
        const [actors, rows] = await Promise.all([ports.registry.actors(numbers), ports.registry.rows()])
        const all = rows.map(({ key }) => ({ number: key.id, may: ['fetch'] as const }))
        return actors.map((one) => one && withProviders(one, all))
      },
    },
  }),
}

const insistent: Bug = {
  name: 'confirm-unasked',
  what: 'A confirm is sent whatever the agreement says of it.',
  ports: (ports) => {
    const { registry } = ports
    const asking: Registry = {
      ...registry,
      agreements: async (uuids) => (await registry.agreements(uuids)).map((one) => one && withConfirm(one)),
      agreementsOn: async (product) => (await registry.agreementsOn(product)).map(withConfirm),
    }
    return { ...ports, registry: asking }
  },
}

const careless: Bug = {
  name: 'work-lease-lost',
  what: 'An operator changes a message while it is on its way to another node.',
  ports: (ports) => ({
    ...ports,
    coordination: {
      ...ports.coordination,
      acquire: async (key) =>
        key.startsWith('work:')
          ? { key, [Symbol.asyncDispose]: async () => {} }
          : ports.coordination.acquire(key),
    },
  }),
}

const crowding: Bug = {
  name: 'crowded-destination',
  what: 'A destination is given all that waits for it at once.',
  settings: (settings) => ({ ...settings, delivery: { ...settings.delivery, perDestination: 100 } }),
}

export const deliveryBugs: readonly Bug[] = [
  forgottenRetry,
  farFuture,
  silentQuarantine,
  sharedFate,
  sentTooEarly,
  sulking,
  renamed,
  credulous,
  insistent,
  careless,
  crowding,
]

/** Ports whose peers deliver in another way. */
function delivering(
  make: (deliver: Peers['deliver'], ports: Ports) => Peers['deliver'],
): (ports: Ports) => Ports {
  return (ports) => {
    const deliver = make((to, message) => ports.peers.deliver(to, message), ports)
    return { ...ports, peers: { ...ports.peers, deliver } }
  }
}

function rescheduled(change: Change, when: (due: number) => number | undefined): Change {
  if (change.update === undefined) return change
  return { ...change, update: change.update.map((update) => withDue(update, when)) }
}

function withDue(update: MessageUpdate, when: (due: number) => number | undefined): MessageUpdate {
  const { handling, state } = update
  if (state !== 'queued' || handling?.due === undefined || handling.fault === undefined) return update
  const { due: before, ...rest } = handling
  const due = when(before)
  return { ...update, handling: { ...rest, ...(due === undefined ? {} : { due }) } }
}

function withoutErrors(change: Change): Change {
  const insert = change.insert?.filter(
    ({ channel, label }) => channel !== 'node' || label.product.id !== 'error',
  )
  return { ...change, ...(insert === undefined ? {} : { insert }) }
}

async function withSiblings(change: Change, { messageLog }: Ports): Promise<Change> {
  const more: MessageUpdate[] = []
  for (const { receiptId, state, handling } of change.update ?? []) {
    if (state !== 'quarantined' || handling === undefined) continue
    const [record] = await messageLog.byReceiptId([receiptId])
    const parent = record?.handling?.splitOf
    for (const copy of parent === undefined ? [] : await messageLog.copies(parent)) {
      if (copy.receiptId === receiptId || copy.state !== 'queued') continue
      more.push({ receiptId: copy.receiptId, expectVersion: copy.version, state, handling })
    }
  }
  return more.length === 0 ? change : { ...change, update: [...(change.update ?? []), ...more] }
}

function withProviders(actor: Actor, providers: readonly ProviderRight[]): Actor {
  return { ...actor, providers: [...(actor.providers ?? []), ...providers] }
}

async function txIdOf(message: OutgoingOctets): Promise<string> {
  for await (const piece of message.pieces()) {
    return /tx\.id="([^"]+)"/.exec(Buffer.from(piece).toString('latin1'))?.[1] ?? ''
  }
  return ''
}

function replacing(message: OutgoingOctets, from: string, to: string): OutgoingOctets {
  async function* pieces(): AsyncIterable<Uint8Array> {
    for await (const piece of message.pieces()) {
      yield Buffer.from(Buffer.from(piece).toString('latin1').replaceAll(from, to), 'latin1')
    }
  }
  return { ...message, pieces }
}

function withConfirm<T extends { readonly document: string }>(agreement: T): T {
  const text = Buffer.from(agreement.document, 'base64').toString('latin1')
  const asking = text.replace('<confirm required="no"', '<confirm required="yes"')
  return { ...agreement, document: Buffer.from(asking, 'latin1').toString('base64') }
}
