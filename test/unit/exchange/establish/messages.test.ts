import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { mostAgreementOctets, mostOpenOffers } from '../../../../src/exchange/establish/refusals.ts'
import type { PeerAnswer } from '../../../../src/exchange/ports/peers.ts'
import type { Standing } from '../../../../src/exchange/ports/registry.ts'
import { writeAgreement } from '../../../../src/protocol/agreement/agreement-writer.ts'
import type { ShsAgreement } from '../../../../src/protocol/agreement/agreement.ts'
import { KvittensError } from '../../../../src/protocol/kvittens-error.ts'
import { type MessageFacts, shsMessage } from '../../../support/shs-message.ts'
import {
  agency,
  document,
  employer,
  otherProduct,
  product,
  question,
  stranger,
} from '../agreements/samples.ts'
import { openTwoExchanges, take, type TestNode, type TwoExchanges } from './two-exchanges.ts'
import { messageIn } from '../../../support/message-in.ts'

const numbered = (number: number): string =>
  `a6ee0000-0000-4000-8000-${String(4000 + number).padStart(12, '0')}`

/** An actor that is served by the agency's node. */
const tenant = '5590000108'

describe('messages by which agreements are made', () => {
  let two: TwoExchanges
  /** A node with nothing in force. */
  let node: TestNode
  let made = 0

  before(async () => {
    two = await openTwoExchanges()
    node = two.agency
    const entry = { kind: 'tenant', organisationNumber: tenant, name: 'Kund' } as const
    await node.exchange.import([entry], { prune: false, force: false }, 'test')
  })
  after(() => two[Symbol.asyncDispose]())

  function fresh(more: Partial<ShsAgreement> = {}): ShsAgreement {
    made += 1
    return document({ uuid: numbered(made), ...more })
  }

  /** A message as any SHS client makes it, handed to the agency's node by whoever has a certificate of `from`. */
  async function hand(from: string, content: Uint8Array, facts: MessageFacts = {}): Promise<PeerAnswer> {
    const parts = [{ content, contentType: 'text/xml', fileName: 'agreement.xml', ...facts.parts?.[0] }]
    const { octets } = shsMessage({
      from,
      to: agency,
      product: 'agreement',
      sequenceType: 'request',
      ...facts,
      parts,
    })
    async function* body(): AsyncIterable<Uint8Array> {
      yield octets
    }
    return take(node.exchange, from, body())
  }

  const answered = (value: string, corrId: string): MessageFacts => ({
    sequenceType: 'reply',
    corrId,
    meta: [['agreement-answer', value]],
  })

  /** `accepted`, or the code and words of the refusal. */
  const said = (answer: PeerAnswer): string =>
    answer.kind === 'refused' ? `${answer.code}: ${answer.words.en}` : answer.kind

  /** The agency proposes; the corr.id of that. */
  async function propose(agreement: ShsAgreement): Promise<string> {
    const { entry } = await node.exchange.agreements.propose({ document: writeAgreement(agreement) }, 'anna')
    assert.ok(entry.negotiation !== undefined)
    return entry.negotiation.corrId
  }

  async function standing(uuid: string, expected: Standing | undefined): Promise<void> {
    assert.equal(await node.standing(uuid), expected)
    const { outcome } = await node.exchange.may({ ...question(), agreement: uuid })
    assert.equal(outcome, expected === 'agreed' ? 'allowed' : 'refused')
  }

  async function rejects(running: Promise<unknown>, code: string): Promise<void> {
    await assert.rejects(running, (error) => error instanceof KvittensError && error.code === code)
  }

  describe('a proposal', () => {
    it('lies in the mailbox as any message, and has no effect', async () => {
      const agreement = fresh()
      assert.equal(said(await hand(employer, writeAgreement(agreement))), 'accepted')
      await standing(agreement.uuid, 'offered')
      const answer = await node.exchange.may(question())
      assert.equal(answer.outcome, 'refused')
      assert.match(
        answer.words.en,
        new RegExp(`${agreement.uuid} is not in force yet: ${employer} has proposed`),
      )
      assert.match(answer.outcome === 'refused' ? answer.cure.en : '', /kvittens agreement accept/)
    })

    it('that holds no agreement is refused, with the line', async () => {
      const broken = Buffer.from(
        Buffer.from(writeAgreement(fresh())).toString('latin1').replace('<shs>', '<shs><odd/>'),
      )
      assert.match(said(await hand(employer, broken)), /^IllegalDatapartContent: .*odd.*\(line \d+\)/)
      assert.match(said(await hand(employer, Buffer.from('hej'))), /^IllegalDatapartContent: .*line 1/)
      assert.match(said(await hand(employer, Buffer.alloc(0))), /^IllegalDatapartContent/)
    })

    it('of any transfer encoding is the same document', async () => {
      const agreement = fresh()
      const base64 = Buffer.from(Buffer.from(writeAgreement(agreement)).toString('base64'))
      const parts = [{ content: base64, transferEncoding: 'base64' }]
      assert.equal(said(await hand(employer, base64, { parts })), 'accepted')
      const [entry] = await node.ports.registry.agreements([agreement.uuid])
      assert.equal(entry?.document, Buffer.from(writeAgreement(agreement)).toString('base64'))
    })

    it('larger than the limit is refused by its name, also where it is in a blob', async () => {
      for (const size of [mostAgreementOctets + 1, 2_000_000]) {
        const large = Buffer.alloc(size, ' ')
        assert.match(said(await hand(employer, large)), /^IllegalDatapartContent: .*mostAgreementOctets/)
      }
    })

    it('in the name of another has no effect', async () => {
      const agreement = fresh()
      const octets = writeAgreement(agreement)
      assert.match(said(await hand(stranger, octets)), /^IllegalAgreement: .*is not between/)
      const forged = await hand(stranger, octets, { from: employer })
      assert.match(said(forged), /^NotYourOrganisation: /)
      await standing(agreement.uuid, undefined)
    })

    it('names its receiver', async () => {
      const answer = await hand(employer, writeAgreement(fresh()), { to: null })
      assert.match(said(answer), /^UnresolvedReceiver/)
    })

    it('of a test message is a message and nothing else', async () => {
      const agreement = fresh()
      const answer = await hand(employer, writeAgreement(agreement), { status: 'test' })
      assert.equal(said(answer), 'accepted')
      await standing(agreement.uuid, undefined)
    })

    it('is refused to the operator where no party is served here', async () => {
      const document = writeAgreement(
        fresh({ principal: { address: employer }, customer: { address: stranger } }),
      )
      await rejects(node.exchange.agreements.propose({ document }, 'anna'), 'NoPartyHere')
    })

    it('needs to be told to whom where the customer is anyone', async () => {
      const { customer: _, ...agreement } = fresh()
      const document = writeAgreement(agreement)
      await rejects(node.exchange.agreements.propose({ document }, 'anna'), 'NoReceiver')
      const told = await node.exchange.agreements.propose({ document, to: employer }, 'anna')
      assert.equal(told.entry.negotiation?.other, employer)
      const other = writeAgreement(fresh())
      await rejects(node.exchange.agreements.propose({ document: other, to: stranger }, 'anna'), 'NoParty')
    })

    it('that nobody knows a way for changes nothing', async () => {
      const unknown = '5590000207'
      const agreement = fresh({ customer: { address: unknown } })
      const document = writeAgreement(agreement)
      await rejects(node.exchange.agreements.propose({ document }, 'anna'), 'UnknownReceiver')
      await standing(agreement.uuid, undefined)
    })
  })

  describe('an acceptance', () => {
    it('of the very document by the very party is in force at once', async () => {
      const agreement = fresh()
      const corrId = await propose(agreement)
      await standing(agreement.uuid, 'proposed')
      const octets = writeAgreement(agreement)
      assert.equal(said(await hand(employer, octets, answered('accepted', corrId))), 'accepted')
      await standing(agreement.uuid, 'agreed')
      const { receiptId = '' } = await node.exchange.agreements.propose({ document: octets }, 'anna')
      const story = await node.ports.messageLog.story(receiptId)
      assert.deepEqual(
        story.flatMap(({ event, detail }) => (event === 'received' ? [detail?.user] : [])),
        ['anna'],
      )
      const agreed = story.filter(({ event }) => event === 'agreed')
      assert.deepEqual(
        agreed.map(({ canonical }) => JSON.parse(Buffer.from(canonical).toString('ascii')).agreement),
        [agreement.uuid],
      )
    })

    it('by a third party, of a changed document, of another exchange, of nothing: none has an effect', async () => {
      const agreement = fresh()
      const corrId = await propose(agreement)
      const octets = writeAgreement(agreement)
      const changed = writeAgreement({ ...agreement, products: [{ id: product }, { id: otherProduct }] })
      const spaced = Buffer.concat([octets, Buffer.from('\n')])
      const yes = answered('accepted', corrId)
      const refused: readonly (readonly [PeerAnswer, RegExp])[] = [
        [await hand(stranger, octets, yes), /^IllegalAgreement: .*is not between/],
        [await hand(stranger, octets, { ...yes, from: employer }), /^NotYourOrganisation: /],
        [await hand(employer, changed, yes), /^IllegalAgreement: .*byte for byte/],
        [await hand(employer, spaced, yes), /^IllegalAgreement: .*byte for byte/],
        [await hand(employer, octets, answered('accepted', randomUUID())), /^IllegalAgreement: .*latest/],
        [await hand(employer, octets, answered('maybe', corrId)), /^IllegalMessageStructure: .*"maybe"/],
        [await hand(employer, writeAgreement(fresh()), yes), /^MissingAgreement: /],
        [await hand(employer, Buffer.from('ja'), yes), /^IllegalDatapartContent: /],
      ]
      for (const [answer, expected] of refused) assert.match(said(answer), expected)
      await standing(agreement.uuid, 'proposed')
    })

    it('of a test message, or a reply without an answer, is a message and nothing else', async () => {
      const agreement = fresh()
      const corrId = await propose(agreement)
      const octets = writeAgreement(agreement)
      const test = await hand(employer, octets, { ...answered('accepted', corrId), status: 'test' })
      const letter = await hand(employer, Buffer.from('Hej!'), { sequenceType: 'reply', corrId })
      assert.deepEqual([said(test), said(letter)], ['accepted', 'accepted'])
      await standing(agreement.uuid, 'proposed')
    })

    it('that an operator gives where the answer is the other side’s is refused', async () => {
      const agreement = fresh()
      await propose(agreement)
      const { uuid } = agreement
      const given = node.exchange.agreements.answer({ uuid, statement: { kind: 'acceptance' } }, 'anna')
      await rejects(given, 'NotYours')
    })

    it('is known to be there by a confirm, before the 202 is', async () => {
      const agreement = fresh()
      const { uuid } = agreement
      assert.equal(
        said(await hand(stranger, writeAgreement({ ...agreement, customer: { address: stranger } }))),
        'accepted',
      )
      const open = await node.ports.registry.agreements([uuid])
      assert.equal(open[0]?.negotiation?.standing, 'offered')
      // The stranger's node never answers: nobody has it.
      const statement = { kind: 'acceptance' } as const
      const { receiptId = '' } = await node.exchange.agreements.answer({ uuid, statement }, 'anna')
      assert.equal(await node.standing(uuid), 'accepted')
      const { label, state } = await messageIn(node.exchange, receiptId)
      assert.equal(state, 'queued')
      const confirm = `<?xml version="1.0"?><shs.management version="1.2" corr.id="${label.corrId}" content.id="${label.content.contentId}"><datetime>2026-10-05T08:00:00</datetime><confirmation/></shs.management>`
      const facts = {
        product: 'confirm',
        sequenceType: 'adm',
        corrId: label.corrId,
        contentId: label.content.contentId,
      }
      assert.equal(said(await hand(stranger, Buffer.from(confirm), facts)), 'accepted')
      assert.equal(await node.standing(uuid), 'agreed')
      assert.equal((await messageIn(node.exchange, receiptId)).state, 'sent')
    })
  })

  describe('commands that are given again', () => {
    it('send nothing more, and answer the same', async () => {
      const agreement = fresh()
      const proposal = { document: writeAgreement(agreement) }
      const first = await node.exchange.agreements.propose(proposal, 'anna')
      const again = await node.exchange.agreements.propose(proposal, 'anna')
      assert.deepEqual(again, first)
      await two.advanceUntil(
        'offered',
        async () => (await two.employer.standing(agreement.uuid)) === 'offered',
      )
      const statement = { kind: 'acceptance' } as const
      const other = two.employer.exchange.agreements
      const accepted = await other.answer({ uuid: agreement.uuid, statement }, 'bo')
      await two.advanceUntil('agreed', async () => (await two.employer.standing(agreement.uuid)) === 'agreed')
      const later = await other.answer({ uuid: agreement.uuid, statement }, 'bo')
      assert.equal(later.receiptId, accepted.receiptId)
      const proposed = await node.exchange.agreements.propose(proposal, 'anna')
      assert.deepEqual(
        [proposed.receiptId, proposed.entry.negotiation?.standing],
        [first.receiptId, 'agreed'],
      )
    })

    it('send anew what could not be delivered: the answer to the new proposal counts', async () => {
      const agreement = fresh()
      const proposal = { document: writeAgreement(agreement) }
      const first = await node.exchange.agreements.propose(proposal, 'anna')
      await two.advanceUntil(
        'offered',
        async () => (await two.employer.standing(agreement.uuid)) === 'offered',
      )
      const corrId = first.entry.negotiation?.corrId
      assert.ok(corrId !== undefined)
      const { receiptId = '' } = first
      const isSent = async (): Promise<boolean> =>
        (await messageIn(node.exchange, receiptId)).state === 'sent'
      await two.advanceUntil('sent', isSent)
      await fail(receiptId, employer)
      const again = await node.exchange.agreements.propose(proposal, 'anna')
      assert.notEqual(again.receiptId, first.receiptId)
      const old = await hand(employer, proposal.document, answered('accepted', corrId))
      assert.match(said(old), /^IllegalAgreement: .*latest/)
      const renewed = again.entry.negotiation?.corrId
      assert.ok(renewed !== undefined)
      assert.equal(said(await hand(employer, proposal.document, answered('accepted', renewed))), 'accepted')
      await standing(agreement.uuid, 'agreed')
    })

    it('send the acceptance anew that could not be delivered; the list says why', async () => {
      const agreement = fresh({ customer: { address: stranger } })
      const { uuid } = agreement
      assert.equal(said(await hand(stranger, writeAgreement(agreement))), 'accepted')
      const statement = { kind: 'acceptance' } as const
      const first = await node.exchange.agreements.answer({ uuid, statement }, 'anna')
      assert.deepEqual(await node.exchange.agreements.answer({ uuid, statement }, 'anna'), first)
      await fail(first.receiptId ?? '', stranger)
      const listed = (await node.exchange.agreements.list()).find(({ entry }) => entry.uuid === uuid)
      assert.equal(listed?.entry.negotiation?.standing, 'accepted')
      assert.match(listed.fault?.words.en ?? '', /answered with an error/)
      const again = await node.exchange.agreements.answer({ uuid, statement }, 'anna')
      assert.notEqual(again.receiptId, first.receiptId)
      assert.equal(again.entry.negotiation?.corrId, first.entry.negotiation?.corrId)
      await rejects(
        node.exchange.agreements.answer({ uuid, statement: { kind: 'refusal' } }, 'anna'),
        'IllegalAgreement',
      )
    })

    /** An error message of the receiver's side sets the message aside. */
    async function fail(receiptId: string, receiver: string): Promise<void> {
      const { label } = await messageIn(node.exchange, receiptId)
      const error = `<?xml version="1.0"?><shs.management version="1.2" corr.id="${label.corrId}" content.id="${label.content.contentId}"><datetime>2026-10-05T08:00:00</datetime><error errorcode="OtherError"/></shs.management>`
      const facts = {
        product: 'error',
        sequenceType: 'adm',
        corrId: label.corrId,
        contentId: label.content.contentId,
      }
      assert.equal(said(await hand(receiver, Buffer.from(error), facts)), 'accepted')
      assert.equal((await messageIn(node.exchange, receiptId)).state, 'quarantined')
    }
  })

  describe('both parties in one node', () => {
    it('propose and accept by the same messages', async () => {
      const agreement = fresh({ customer: { address: tenant } })
      const told = await node.exchange.agreements.propose({ document: writeAgreement(agreement) }, 'anna')
      assert.deepEqual(told.entry.negotiation?.proposer, agency)
      assert.equal(await node.standing(agreement.uuid), 'offered')
      const asked = { ...question({ from: tenant }), agreement: agreement.uuid }
      assert.equal((await node.exchange.may(asked)).outcome, 'refused')
      const statement = { kind: 'acceptance' } as const
      await node.exchange.agreements.answer({ uuid: agreement.uuid, statement }, 'anna')
      assert.equal(await node.standing(agreement.uuid), 'agreed')
      assert.equal((await node.exchange.may(asked)).outcome, 'allowed')
    })

    it('whose own system says yes with its own certificate has said it', async () => {
      const agreement = fresh({ customer: { address: tenant } })
      const corrId = await propose(agreement)
      const octets = writeAgreement(agreement)
      assert.equal(said(await hand(tenant, octets, answered('accepted', corrId))), 'accepted')
      assert.equal(await node.standing(agreement.uuid), 'agreed')
    })

    it('say no with a reason, which the list shows', async () => {
      const agreement = fresh({ customer: { address: tenant } })
      await node.exchange.agreements.propose({ document: writeAgreement(agreement), to: agency }, 'anna')
      const statement = { kind: 'refusal', reason: 'Fel <produkt> & "typ" å' } as const
      await node.exchange.agreements.answer({ uuid: agreement.uuid, statement }, 'anna')
      const listed = await node.exchange.agreements.list()
      const found = listed.find(({ entry }) => entry.uuid === agreement.uuid)
      assert.equal(found?.entry.negotiation?.standing, 'declined')
      assert.equal(found.entry.negotiation.reason, statement.reason)
      assert.equal(found.entry.negotiation.proposer, tenant)
    })
  })

  describe('registry files', () => {
    it('hold what is in force and nothing else; an import puts in force what is pending', async () => {
      const agreement = fresh()
      await propose(agreement)
      const uuids = async (): Promise<readonly string[]> =>
        (await node.exchange.export()).flatMap((entry) => (entry.kind === 'agreement' ? [entry.uuid] : []))
      assert.ok(!(await uuids()).includes(agreement.uuid))
      const [pending] = await node.ports.registry.agreements([agreement.uuid])
      assert.ok(pending !== undefined)
      const { negotiation: _, mode: _mode, ...filed } = pending
      const counts = await node.exchange.import([filed], { prune: false, force: false }, 'test')
      assert.equal(counts.added, 1)
      assert.ok((await uuids()).includes(agreement.uuid))
    })

    it('change nothing of what was agreed by messages', async () => {
      const agreement = fresh()
      const corrId = await propose(agreement)
      await hand(employer, writeAgreement(agreement), answered('accepted', corrId))
      const [before] = await node.ports.registry.agreements([agreement.uuid])
      assert.ok(before !== undefined)
      const { negotiation: _, mode: _mode, ...filed } = before
      const counts = await node.exchange.import([filed], { prune: false, force: false }, 'test')
      assert.deepEqual([counts.unchanged, counts.changed], [1, 0])
      assert.deepEqual(await node.ports.registry.agreements([agreement.uuid]), [before])
    })
  })

  it('that were kept once have no effect again, also when they are purged long since', async () => {
    const agreement = fresh()
    const octets = writeAgreement(agreement)
    const first = { txId: randomUUID(), corrId: randomUUID(), contentId: randomUUID() }
    const caller = { number: agency, side: 'production', fingerprint: '', alsoSpeaksFor: [] } as const
    assert.equal(said(await hand(employer, octets, first)), 'accepted')
    await node.exchange.acknowledge(await node.exchange.openMailbox(caller, agency), first.txId)
    const corrId = randomUUID()
    assert.equal(said(await hand(employer, octets, { corrId })), 'accepted')
    two.pass(1000 * 86_400_000)
    await node.exchange.retain(() => true)
    assert.deepEqual(await node.ports.messageLog.byTxId([first.txId]), [undefined])
    const again = await hand(employer, octets, first)
    assert.ok(again.kind === 'accepted' && again.duplicate)
    const [entry] = await node.ports.registry.agreements([agreement.uuid])
    assert.equal(entry?.negotiation?.corrId, corrId)
  })

  it('are refused where too many of one organisation wait for an answer, which makes room', async () => {
    const open = async (): Promise<string> => {
      const more = fresh({ customer: { address: stranger } })
      return said(await hand(stranger, writeAgreement(more)))
    }
    for (let one = 0; one < mostOpenOffers; one += 1) assert.equal(await open(), 'accepted')
    const last = numbered(made)
    assert.match(await open(), /^OtherError: .*mostOpenOffers/)
    await node.exchange.agreements.answer({ uuid: last, statement: { kind: 'refusal' } }, 'anna')
    assert.equal(await open(), 'accepted')
  })
})
