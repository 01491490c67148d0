import { localTime } from '../../../src/exchange/local-time.ts'
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { randomIds } from '../../../src/adapters/ids.ts'
import { asRecorded } from '../../../src/exchange/lifecycle/as-recorded.ts'
import type { MessageRecord, NewMessage } from '../../../src/exchange/ports/message-log.ts'
import type { Actor, Registry } from '../../../src/exchange/ports/registry.ts'
import { admEffects } from '../../../src/exchange/receive/adm-effects.ts'
import { organisationNumber } from '../../support/organisation-numbers.ts'
import { newMessage, noon } from '../../contracts/messages.ts'

const ids = randomIds()
const [sender, agency, employer, other] = [1, 2, 3, 4].map((index) => organisationNumber(index))
const exchange = { corrId: ids.uuid(), contentId: ids.uuid() }

function between(from: string | undefined, to: string | undefined, message: NewMessage): NewMessage {
  const label = { ...message.label, from: { address: from ?? '' }, to: { address: to ?? '' } }
  return { ...message, label }
}

function sentTo(receiver: string | undefined): MessageRecord {
  const message = newMessage({ ids, ...exchange, state: 'sent', handling: { since: noon, attempts: 0 } })
  return asRecorded(between(sender, receiver, message))
}

function confirmOf(speaker: string | undefined): NewMessage {
  return between(speaker, sender, newMessage({ ids, ...exchange, sequenceType: 'adm', product: 'confirm' }))
}

/** Whom the confirm of a speaker acknowledges, of those that a message went to; the agency runs the employers' node. */
async function acknowledged(
  speaker: string | undefined,
  receivers: readonly (string | undefined)[],
): Promise<readonly string[]> {
  const originals = receivers.map(sentTo)
  const registry: Pick<Registry, 'actors'> = {
    actors: async (numbers) =>
      numbers.map((number): Actor | undefined => {
        if (number !== employer && number !== other) return undefined
        const providers = [{ number: agency ?? '', may: ['fetch'] as const }]
        return { kind: 'actor', organisationNumber: number, name: number, providers }
      }),
  }
  const ports = { messageLog: { byExchange: async () => [originals] }, registry }
  const world = { ports, time: localTime('Europe/Stockholm') }
  const { updates } = await admEffects(confirmOf(speaker), world, async () => {})
  return updates.map(({ receiptId }) => {
    const original = originals.find((one) => one.receiptId === receiptId)
    return original?.label.to?.address ?? ''
  })
}

describe('a confirm message', () => {
  it('acknowledges what its sender was sent', async () => {
    assert.deepEqual(await acknowledged(employer, [employer, agency]), [employer])
  })

  it('of whoever runs the node of the receiver acknowledges what that was sent', async () => {
    assert.deepEqual(await acknowledged(agency, [employer]), [employer])
  })

  it('of one who was sent a copy itself acknowledges that one alone, whomever it runs a node for', async () => {
    assert.deepEqual(await acknowledged(agency, [employer, agency, other]), [agency])
  })

  it('acknowledges none where nobody knows which of several it speaks of', async () => {
    assert.deepEqual(await acknowledged(agency, [employer, other]), [])
  })

  it('of a stranger acknowledges nothing', async () => {
    assert.deepEqual(await acknowledged(other, [employer, agency]), [])
  })
})
