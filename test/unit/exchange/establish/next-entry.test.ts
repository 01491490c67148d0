import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { nextEntry, type Said } from '../../../../src/exchange/establish/next-entry.ts'
import type { Agreement, Negotiation, Standing } from '../../../../src/exchange/ports/registry.ts'
import { Refusal } from '../../../../src/exchange/refusal.ts'
import { writeAgreement } from '../../../../src/protocol/agreement/agreement-writer.ts'
import type { ShsAgreement } from '../../../../src/protocol/agreement/agreement.ts'
import { entry } from '../agreements/memory-sources.ts'
import { agency, document, employer, otherProduct, product, stranger } from '../agreements/samples.ts'

/** The agency has proposed to the employer. */
const proposed = { proposer: agency, other: employer, corrId: 'c1', txId: 't1', since: 1 }

function said(more: Partial<Omit<Said, 'agreement' | 'document'>> = {}, agreement = document()): Said {
  return {
    statement: { kind: 'proposal' },
    agreement,
    document: writeAgreement(agreement),
    from: agency,
    to: employer,
    corrId: 'c1',
    txId: 't1',
    at: 2,
    arrives: true,
    ...more,
  }
}

const yes = (more: Partial<Said> = {}): Said =>
  said({ statement: { kind: 'acceptance' }, from: employer, to: agency, txId: 't2', ...more })
const no = (more: Partial<Said> = {}): Said =>
  said({
    statement: { kind: 'refusal', reason: 'Nej.' },
    from: employer,
    to: agency,
    txId: 't2',
    ...more,
  })

function standing(standing: Standing, more: Partial<Negotiation> = {}): Agreement {
  return { ...entry({}, 'enforce'), negotiation: { standing, ...proposed, ...more } }
}

const imported = entry()

/** Where it stands afterwards; `same` where nothing changes; the refusal's code and words where it counts for nothing. */
function after(here: Agreement | undefined, what: Said): string {
  try {
    const next = nextEntry(here, what)
    if (next === undefined) return 'same'
    return [next.entry.negotiation?.standing, ...(next.event === undefined ? [] : [next.event])].join(', ')
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return `${error.code}: ${error.words.en}`
  }
}

const changed: ShsAgreement = document({ products: [{ id: product }, { id: otherProduct }] })
const anyCustomer = (): ShsAgreement => {
  const { customer: _, ...rest } = document()
  return rest
}

describe('a proposal', () => {
  it('is proposed where it goes on from here, offered where it arrives, and enforced when it comes to that', () => {
    assert.equal(after(undefined, said({ arrives: false })), 'proposed')
    const next = nextEntry(undefined, said())
    assert.deepEqual(next, {
      entry: {
        ...entry({}, 'enforce'),
        negotiation: {
          standing: 'offered',
          since: 2,
          proposer: agency,
          other: employer,
          corrId: 'c1',
          txId: 't1',
        },
      },
    })
  })

  it('changes nothing when it comes again, wherever it stands by now', () => {
    for (const one of ['proposed', 'offered', 'accepted', 'declined', 'agreed'] as const)
      assert.equal(after(standing(one), said()), 'same', one)
  })

  it('takes the place of an earlier one of the same document, answered or not', () => {
    for (const one of ['offered', 'accepted', 'declined'] as const)
      assert.equal(after(standing(one), said({ corrId: 'c2' })), 'offered', one)
    assert.equal(after(standing('proposed'), said({ corrId: 'c2', arrives: false })), 'proposed')
  })

  it('of another document with its uuid counts only where the first was declined', () => {
    for (const one of ['proposed', 'offered', 'accepted', 'agreed'] as const)
      assert.match(after(standing(one), said({}, changed)), /^IllegalAgreement: .*another agreement/, one)
    assert.match(after(imported, said({}, changed)), /^IllegalAgreement: .*another agreement/)
    assert.equal(after(standing('declined'), said({}, changed)), 'offered')
  })

  it('of what is in force already is refused', () => {
    assert.match(after(imported, said()), /^IllegalAgreement: .*in force here already/)
    assert.match(after(standing('agreed'), said({ corrId: 'c2' })), /^IllegalAgreement: .*in force/)
  })

  it('in the name of others is refused, whoever sends it', () => {
    for (const sides of [
      { from: stranger, to: employer },
      { from: agency, to: stranger },
      { from: stranger, to: agency },
    ])
      assert.match(after(undefined, said(sides)), /^IllegalAgreement: .*is not between/)
  })

  it('may come from either party, and with any customer from or to the principal', () => {
    assert.equal(after(undefined, said({ from: employer, to: agency })), 'offered')
    assert.equal(after(undefined, said({ to: stranger }, anyCustomer())), 'offered')
    assert.equal(after(undefined, said({ from: stranger, to: agency }, anyCustomer())), 'offered')
    assert.match(
      after(undefined, said({ from: stranger, to: employer }, anyCustomer())),
      /^IllegalAgreement: .*is not between/,
    )
  })

  it('meets the same from the other side: the one of the principal counts, in both nodes', () => {
    const ours = standing('proposed', { proposer: employer, other: agency })
    assert.equal(after(ours, said({ corrId: 'c2' })), 'offered')
    const theirs = said({ from: employer, to: agency, corrId: 'c2' })
    assert.match(after(standing('proposed'), theirs), /^IllegalAgreement: .*proposed by the principal/)
  })

  it('takes no place of one that somebody else has made with the same principal', () => {
    const one = anyCustomer()
    const here = nextEntry(undefined, said({ from: employer, to: agency }, one))?.entry
    const again = said({ from: stranger, to: agency, corrId: 'c2' }, one)
    assert.match(after(here, again), /^IllegalAgreement: .*another agreement/)
  })
})

describe('an acceptance', () => {
  it('is in force at once where it arrives, and waits where it goes on from here', () => {
    assert.equal(after(standing('proposed'), yes()), 'agreed, agreed')
    assert.equal(after(standing('offered'), yes({ arrives: false })), 'accepted')
    assert.equal(after(standing('offered'), yes()), 'agreed, agreed', 'both parties are served here')
  })

  it('changes nothing when it comes again', () => {
    assert.equal(after(standing('accepted', { txId: 't2' }), yes({ arrives: false })), 'same')
    assert.equal(after(standing('agreed', { txId: 't2' }), yes()), 'same')
    assert.equal(after(imported, yes()), 'same', 'imported meanwhile')
  })

  it('goes once more under another tx.id where the first failed', () => {
    assert.equal(after(standing('accepted', { txId: 't2' }), yes({ arrives: false, txId: 't3' })), 'accepted')
  })

  it('of what nobody proposed is refused', () => {
    assert.match(after(undefined, yes()), /^MissingAgreement: No proposal/)
  })

  it('from a third party is refused', () => {
    assert.match(after(standing('proposed'), yes({ from: stranger })), /^IllegalAgreement: .*is not between/)
    const open = nextEntry(undefined, said({ arrives: false }, anyCustomer()))?.entry
    const third = said(
      { statement: { kind: 'acceptance' }, from: stranger, to: agency, txId: 't2' },
      anyCustomer(),
    )
    assert.match(after(open, third), /^IllegalAgreement: .*is not proposed by/)
  })

  it('by the proposer is refused: nobody accepts for the other', () => {
    assert.match(
      after(standing('proposed'), yes({ from: agency, to: employer })),
      /^IllegalAgreement: .*is not proposed by/,
    )
  })

  it('of a changed document is refused, if only an octet is another', () => {
    assert.match(
      after(standing('proposed'), yes({ agreement: changed, document: writeAgreement(changed) })),
      /^IllegalAgreement: .*byte for byte/,
    )
    const spaced = new Uint8Array([...writeAgreement(document()), 0x0a])
    assert.match(after(standing('proposed'), yes({ document: spaced })), /^IllegalAgreement: .*byte for byte/)
  })

  it('of an earlier proposal is refused', () => {
    assert.match(after(standing('proposed', { corrId: 'c2' }), yes()), /^IllegalAgreement: .*latest proposal/)
  })

  it('after a no is refused', () => {
    assert.match(after(standing('declined'), yes()), /^IllegalAgreement: .*declined already/)
  })
})

describe('a refusal', () => {
  it('declines on both sides, and keeps why', () => {
    assert.equal(after(standing('offered'), no({ arrives: false })), 'declined, declined')
    const next = nextEntry(standing('proposed'), no())
    assert.equal(next?.event, 'declined')
    assert.equal(next?.entry.negotiation?.reason, 'Nej.')
  })

  it('changes nothing when it comes again, and goes once more where the first failed', () => {
    assert.equal(after(standing('declined', { txId: 't2' }), no()), 'same')
    assert.equal(after(standing('declined', { txId: 't2' }), no({ arrives: false })), 'same')
    assert.equal(after(standing('declined', { txId: 't2' }), no({ arrives: false, txId: 't3' })), 'declined')
  })

  it('takes no yes back', () => {
    for (const here of [standing('accepted'), standing('agreed'), imported])
      assert.match(after(here, no()), /^IllegalAgreement: .*accepted already/)
  })

  it('of somebody else counts for nothing', () => {
    assert.match(after(standing('proposed'), no({ from: stranger })), /^IllegalAgreement: .*is not between/)
    assert.match(after(undefined, no()), /^MissingAgreement/)
  })
})
