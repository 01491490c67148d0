import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Label } from '../../../src/protocol/label/label.ts'
import type { MessageRecord, NewMessage } from '../../../src/exchange/ports/message-log.ts'
import type { Ports } from '../../../src/exchange/ports/ports.ts'
import { admEffects } from '../../../src/exchange/receive/adm-effects.ts'
import { organisationNumber } from '../../support/organisation-numbers.ts'

const sender = organisationNumber(1)
const provider = organisationNumber(2)
/** The provider runs the nodes of these. */
const customers = [organisationNumber(3), organisationNumber(4)] as const

function label(from: string, to: string, product: string): Label {
  return {
    version: '1.2',
    txId: `${product} from ${from} to ${to}`,
    corrId: 'c',
    transferType: 'asynch',
    messageType: 'simple',
    sequenceType: product === 'confirm' ? 'adm' : 'event',
    status: 'production',
    from: { address: from },
    to: { address: to },
    product: { id: product },
    meta: [],
    datetime: '2026-10-05T08:00:00',
    content: { contentId: 'i', data: [] },
    history: [],
  }
}

function copyTo(receiver: string): MessageRecord {
  return {
    receiptId: `to ${receiver}`,
    channel: 'shs',
    caller: sender,
    arrivedAt: 0,
    state: 'queued',
    handling: { since: 0, due: 0, destination: receiver, attempts: 0 },
    label: label(sender, receiver, 'files'),
    parts: [],
    size: 0,
    version: 1,
  }
}

/** The copies that a confirm of the provider's node, in a name, acknowledges. */
async function acknowledgedBy(speaker: string, copies: readonly MessageRecord[]): Promise<readonly string[]> {
  const confirm: NewMessage = {
    receiptId: 'confirm',
    channel: 'shs',
    caller: provider,
    arrivedAt: 1,
    state: 'received',
    label: label(speaker, sender, 'confirm'),
    parts: [],
    body: { at: 'row', bytes: new Uint8Array() },
  }
  const ports = {
    messageLog: { byExchange: async () => [copies] },
    registry: {
      actors: async (numbers: readonly string[]) =>
        numbers.map((organisationNumber) => ({
          kind: 'actor',
          organisationNumber,
          name: organisationNumber,
          providers: customers.some((one) => one === organisationNumber)
            ? [{ number: provider, may: ['send', 'fetch'] }]
            : [],
        })),
    },
  } as unknown as Pick<Ports, 'messageLog' | 'registry'>
  const { updates } = await admEffects(confirm, ports)
  return updates
    .filter(({ acknowledgedAt }) => acknowledgedAt !== undefined)
    .map(({ receiptId }) => receiptId)
}

describe('a confirm message', () => {
  const [one, other] = customers.map(copyTo)
  const own = copyTo(provider)
  assert.ok(one !== undefined && other !== undefined)

  it('acknowledges what went to its sender', async () => {
    assert.deepEqual(await acknowledgedBy(customers[0], [own, one, other]), [one.receiptId])
  })

  it('of a provider in its own name acknowledges the one message to a customer of its', async () => {
    assert.deepEqual(await acknowledgedBy(provider, [one]), [one.receiptId])
  })

  it('of a provider that got a copy itself acknowledges that one, and no copy to a customer', async () => {
    assert.deepEqual(await acknowledgedBy(provider, [own, one, other]), [own.receiptId])
  })

  it('of a provider in its own name acknowledges none of copies to several customers', async () => {
    assert.deepEqual(await acknowledgedBy(provider, [one, other]), [])
  })

  it('of somebody else acknowledges nothing', async () => {
    assert.deepEqual(await acknowledgedBy(organisationNumber(9), [own, one, other]), [])
  })
})
