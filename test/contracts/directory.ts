import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type {
  DeliveryAddress,
  Directory,
  DirectoryActor,
  DirectoryAgreement,
  DirectoryAnswer,
  DirectoryProduct,
  DirectoryPublisher,
} from '../../src/exchange/ports/directory.ts'
import { organisationNumber } from '../support/organisation-numbers.ts'
import { type TestClock, testClock } from '../support/test-clock.ts'

/** What a directory holds from the start. */
export interface DirectoryFacts {
  readonly actors: readonly DirectoryActor[]
  readonly products: readonly DirectoryProduct[]
  readonly agreements: readonly DirectoryAgreement[]
  readonly addresses: readonly DeliveryAddress[]
}

/** A directory that can be taken away and brought back; disposing the place removes it. */
export interface DirectoryPlace extends AsyncDisposable {
  open(clock: TestClock): Directory & AsyncDisposable
  /** The right to write as an actor of the facts. */
  publisher(actor: string): DirectoryPublisher
  takeDown(): Promise<void>
  bringBack(): Promise<void>
}

const agency = { number: '2021000001', name: 'Exempelmyndigheten' }
/** A name with everything in it that means something in filters, names and YAML. */
const employer = { number: organisationNumber(1), name: ' Åkeri, "Ö" & Co (*) \\ + <x>; #1 = AB' }
const pay = id(1)
const tax = id(2)

const facts: DirectoryFacts = {
  actors: [agency, employer],
  products: [
    {
      uuid: pay,
      name: 'Sjukanmälan (*)',
      principal: agency.number,
      description: 'Filer från arbetsgivare',
      descriptionUrl: 'https://agency.example/pay.xml',
    },
    { uuid: tax, name: 'Skatt', principal: employer.number },
  ],
  agreements: [
    { uuid: id(11), principal: agency.number, products: [pay], transferType: 'synch', confirm: false },
    { uuid: id(12), principal: agency.number, products: [pay, tax] },
  ],
  addresses: [
    { actor: agency.number, product: pay, url: 'https://agency.example/shs/rs' },
    { actor: agency.number, product: 'confirm', url: 'https://agency.example/shs/rs?adm' },
  ],
}

/** What every directory must do, run against one adapter. */
export function directoryContract(
  name: string,
  newPlace: (facts: DirectoryFacts) => Promise<DirectoryPlace>,
  options: { readonly skip?: string | false } = {},
): void {
  describe(`directory: ${name}`, options, () => {
    let place: DirectoryPlace

    before(async () => {
      place = await newPlace(facts)
    })
    after(() => place[Symbol.asyncDispose]())

    it('finds entries by their keys, many at once, in the order asked', async () => {
      await using directory = place.open(testClock())
      const strangers = [organisationNumber(7), organisationNumber(8)]
      assert.deepEqual(
        entries(
          await directory.actors([strangers[0] ?? '', employer.number, strangers[1] ?? '', agency.number]),
        ),
        ['absent', employer, 'absent', agency],
      )
      assert.deepEqual(entries(await directory.products([tax, id(3), pay, pay])), [
        facts.products[1],
        'absent',
        facts.products[0],
        facts.products[0],
      ])
      assert.deepEqual(
        entries(
          await directory.addresses([
            { actor: agency.number, product: pay },
            { actor: agency.number, product: tax },
            { actor: employer.number, product: pay },
            { actor: agency.number, product: 'confirm' },
          ]),
        ),
        [facts.addresses[0], 'absent', 'absent', facts.addresses[1]],
      )
      assert.deepEqual(await directory.actors([]), [])
    })

    it('finds every public agreement on a product type of a principal, and one by its id', async () => {
      await using directory = place.open(testClock())
      const [both, one, none] = await directory.agreements([
        { product: pay, principal: agency.number },
        { product: tax, principal: agency.number },
        { product: pay, principal: employer.number },
      ])
      assert.deepEqual(both?.kind === 'found' && both.entry.toSorted(byId), facts.agreements)
      assert.deepEqual(one?.kind === 'found' && one.entry, [facts.agreements[1]])
      assert.equal(none?.kind, 'absent')
      assert.deepEqual(entries(await directory.agreementsById([id(11), pay])), [
        [facts.agreements[0]],
        'absent',
      ])
    })

    it('says where an answer comes from and when, and that it is not stale', async () => {
      const clock = testClock()
      await using directory = place.open(clock)
      const [found] = await directory.actors([agency.number])
      const [status] = await directory.status()
      assert.deepEqual(found, {
        kind: 'found',
        entry: agency,
        directory: status?.name,
        asOf: clock.now(),
        stale: false,
      })
      assert.deepEqual(await directory.actors([organisationNumber(7)]), [{ kind: 'absent', stale: false }])
    })

    it('takes keys in any of their forms', async () => {
      await using directory = place.open(testClock())
      assert.deepEqual(entries(await directory.products([`urn:X-shs:${pay.toUpperCase()}`])), [
        facts.products[0],
      ])
      assert.deepEqual(entries(await directory.actors(['urn:x-shs:2021000001', '202100-0001'])), [
        agency,
        agency,
      ])
    })

    it('finds nothing for keys that are none, whatever is in them', async () => {
      await using directory = place.open(testClock())
      const nasty = ['*', '', '2021000001)(o=*', '*)(objectClass=*', '\0', '2021000001*', '\\2a', 'å']
      assert.ok((await directory.actors(nasty)).every(({ kind }) => kind === 'absent'))
      assert.ok((await directory.products(nasty)).every(({ kind }) => kind === 'absent'))
      assert.ok((await directory.agreementsById(nasty)).every(({ kind }) => kind === 'absent'))
      const addresses = await directory.addresses(
        nasty.flatMap((text) => [
          { actor: text, product: pay },
          { actor: agency.number, product: text },
        ]),
      )
      assert.ok(addresses.every(({ kind }) => kind === 'absent'))
    })

    it('publishes what is read back as it was written', async () => {
      const publisher = place.publisher(employer.number)
      const product = {
        uuid: id(31),
        name: '#Löner, "2026" + <a>; = \\ (*) ',
        principal: employer.number,
        description: ' två rader\noch mer (*) ',
      }
      const agreement = { uuid: id(32), principal: employer.number, products: [id(31)], confirm: true }
      const address = { actor: employer.number, product: id(31), url: 'https://employer.example/shs/rs' }
      const published = [
        await publisher.publish({ kind: 'product', ...product }),
        await publisher.publish({ kind: 'agreement', ...agreement }),
        await publisher.publish({ kind: 'address', ...address }),
      ]
      assert.deepEqual(
        published.map(({ change }) => change),
        ['added', 'added', 'added'],
      )
      await using directory = place.open(testClock())
      assert.deepEqual(entries(await directory.products([id(31)])), [product])
      assert.deepEqual(
        entries(await directory.agreements([{ product: id(31), principal: employer.number }])),
        [[agreement]],
      )
      assert.deepEqual(entries(await directory.addresses([{ actor: employer.number, product: id(31) }])), [
        address,
      ])
    })

    it('publishes in place of what stood there, under a new name too, and says what it did', async () => {
      const publisher = place.publisher(employer.number)
      const first = { kind: 'product', uuid: id(41), name: 'Före', principal: employer.number } as const
      assert.equal((await publisher.publish({ ...first, description: 'a' })).change, 'added')
      assert.equal((await publisher.publish({ ...first, description: 'a' })).change, 'unchanged')
      assert.equal((await publisher.publish({ ...first, description: 'b' })).change, 'changed')
      const { change } = await publisher.publish({ ...first, name: 'Efter, kommat' })
      assert.equal(change, 'changed')
      await using directory = place.open(testClock())
      assert.deepEqual(entries(await directory.products([id(41)])), [
        { uuid: id(41), name: 'Efter, kommat', principal: employer.number },
      ])
    })

    it('lets nobody publish for another', async () => {
      const publisher = place.publisher(employer.number)
      const address = { actor: agency.number, product: pay, url: 'https://evil.example/' }
      await assert.rejects(publisher.publish({ kind: 'address', ...address }), {
        code: 'PublishingRefused',
        retryable: false,
      })
      await assert.rejects(
        publisher.publish({ kind: 'product', uuid: pay, name: 'x', principal: agency.number }),
        { code: 'PublishingRefused' },
      )
    })

    it('serves what it knew while it is down, marked stale, and tells what it never knew from what is not there', async () => {
      const clock = testClock()
      await using directory = place.open(clock)
      const unknown = organisationNumber(9)
      await directory.actors([agency.number, unknown])
      const heard = clock.now()
      assert.equal((await directory.status())[0]?.ok, true)
      await place.takeDown()
      try {
        clock.advance(3_600_000)
        const [known, absent, never] = await directory.actors([agency.number, unknown, employer.number])
        assert.ok(known?.kind === 'found')
        assert.deepEqual([known.entry, known.stale, known.asOf], [agency, true, heard])
        assert.deepEqual(absent, { kind: 'absent', stale: true })
        assert.ok(never?.kind === 'unavailable')
        assert.deepEqual([never.error.code, never.error.retryable], ['DirectoryUnavailable', true])
        const [status] = await directory.status()
        assert.deepEqual([status?.ok, status?.since], [false, clock.now()])
        assert.ok((status?.detail ?? '').length > 10)
      } finally {
        await place.bringBack()
      }
      clock.advance(60_000)
      const [again, absent] = await directory.actors([agency.number, unknown])
      assert.ok(again?.kind === 'found')
      assert.deepEqual([again.stale, again.asOf], [false, clock.now()])
      assert.deepEqual(absent, { kind: 'absent', stale: false })
      const [status] = await directory.status()
      assert.deepEqual([status?.ok, status?.since, status?.detail], [true, clock.now(), undefined])
    })

    it('serves what is fresh without a mark while it is down', async () => {
      const clock = testClock()
      await using directory = place.open(clock)
      await directory.products([pay])
      await place.takeDown()
      try {
        clock.advance(1_000)
        const [found] = await directory.products([pay])
        assert.ok(found?.kind === 'found' && !found.stale)
      } finally {
        await place.bringBack()
      }
    })

    it('looks again for what was not there, after a while', async () => {
      const clock = testClock()
      await using directory = place.open(clock)
      assert.equal((await directory.products([id(51)]))[0]?.kind, 'absent')
      await place
        .publisher(employer.number)
        .publish({ kind: 'product', uuid: id(51), name: 'Ny', principal: employer.number })
      assert.equal((await directory.products([id(51)]))[0]?.kind, 'absent')
      clock.advance(60_000)
      assert.equal((await directory.products([id(51)]))[0]?.kind, 'found')
    })
  })
}

function id(index: number): string {
  return `5c1e0000-0000-4000-8000-${String(index).padStart(12, '0')}`
}

function byId(one: DirectoryAgreement, other: DirectoryAgreement): number {
  return one.uuid < other.uuid ? -1 : 1
}

function entries<T>(answers: readonly DirectoryAnswer<T>[]): readonly (T | string)[] {
  return answers.map((answer) => (answer.kind === 'found' ? answer.entry : answer.kind))
}
