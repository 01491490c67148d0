import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { describe, it } from 'node:test'
import { createCertificateAuthority, type CertificateWithKey } from '../../src/adapters/trust/issue.ts'
import { subjectShapes } from '../../src/adapters/trust/subject-shapes.ts'
import type { PeerAddress, PeerAnswer, PeerFailure } from '../../src/exchange/ports/peers.ts'
import { chainOf } from '../support/certificates.ts'
import { startBlackHole } from '../support/faulty-peer.ts'
import { organisationNumber } from '../support/organisation-numbers.ts'
import { testClock } from '../support/test-clock.ts'
import { until } from '../support/until.ts'
import { outgoing, ownNumber, peerNumber, peersPlace, type PeersPlace } from './peers-place.ts'

const day = 86_400_000
const other = organisationNumber(3)

function fingerprintOf({ certificatePem }: Pick<CertificateWithKey, 'certificatePem'>): string {
  return new X509Certificate(certificatePem).fingerprint256.replaceAll(':', '').toLowerCase()
}

/** Sends a message to a peer that shows a certificate; checks that a wrong one gets no octet of it. */
async function shown(
  place: PeersPlace,
  identity: CertificateWithKey,
  over: Partial<PeerAddress> = {},
): Promise<PeerAnswer> {
  place.peer.show(identity)
  const answer = await place.peers.deliver(place.address(over), outgoing())
  if (answer.kind !== 'accepted') assert.equal(place.peer.octets, 0, 'something was sent to the wrong peer')
  return answer
}

function wrong(answer: PeerAnswer): PeerFailure {
  assert.equal(answer.kind, 'failed', JSON.stringify(answer))
  assert.equal(answer.because, 'wrongPeer')
  assert.ok(answer.cure && answer.cure.sv !== answer.cure.en)
  assert.notEqual(answer.words.sv, answer.words.en)
  return answer
}

describe('peers: whose certificate is the right one', () => {
  for (const shape of subjectShapes.filter((one) => one !== 'none')) {
    it(`is the one with the receiver's number, as ${shape}`, async () => {
      await using place = await peersPlace()
      assert.equal((await shown(place, await place.issue({ shape }))).kind, 'accepted')
    })
  }

  it('is one without extended key usage or host names, as SHS certificates are', async () => {
    await using place = await peersPlace()
    assert.equal((await shown(place, await place.issue({ eku: [] }))).kind, 'accepted')
  })

  it("is one of the receiver's provider", async () => {
    await using place = await peersPlace()
    const provider = await place.issue({ organisationNumber: other, commonName: 'provider.example' })
    assert.equal((await shown(place, provider, { numbers: [peerNumber, other] })).kind, 'accepted')
  })

  it('is one that is registered by its fingerprint, with no number or another', async () => {
    await using place = await peersPlace()
    const identities = [
      await place.issue({ shape: 'none' }),
      await place.issue({ organisationNumber: other }),
    ]
    for (const identity of identities) wrong(await shown(place, identity))
    for (const identity of identities) {
      const fingerprints = ['0'.repeat(64), fingerprintOf(identity)]
      assert.equal((await shown(place, identity, { fingerprints })).kind, 'accepted')
    }
  })

  it('is a pinned one alone, where pinned', async () => {
    await using place = await peersPlace()
    const [first, second] = [await place.issue(), await place.issue({ hostNames: ['127.0.0.1'] })]
    const pinned = { pinned: true, fingerprints: [fingerprintOf(first)], orHostName: true } as const
    const answer = wrong(await shown(place, second, pinned))
    assert.match(answer.words.en, new RegExp(`should be SHA-256 ${fingerprintOf(first).slice(0, 16)}`))
    assert.match(answer.cure?.en ?? '', /new fingerprint/)
    assert.equal((await shown(place, first, pinned)).kind, 'accepted')
  })

  it('is a web certificate with the host name, only where that is allowed', async () => {
    await using place = await peersPlace()
    const url = place.peer.url.replace('127.0.0.1', 'localhost')
    const web = await place.issue({ shape: 'none', hostNames: ['localhost'], eku: ['serverAuth'] })
    wrong(await shown(place, web, { url }))
    wrong(await shown(place, web, { orHostName: true }))
    assert.equal((await shown(place, web, { url, orHostName: true })).kind, 'accepted')
  })

  it('is a web certificate with the IP address, and none by its common name', async () => {
    await using place = await peersPlace()
    const named = await place.issue({ shape: 'none', commonName: '127.0.0.1' })
    wrong(await shown(place, named, { orHostName: true }))
    const address = await place.issue({ shape: 'none', hostNames: ['127.0.0.1'] })
    assert.equal((await shown(place, address, { orHostName: true })).kind, 'accepted')
  })
})

describe('peers: a wrong certificate gets nothing of a message', () => {
  it('of another organisation; the words name who was expected, what was shown, and the cure', async () => {
    await using place = await peersPlace()
    const identity = await place.issue({ organisationNumber: other, commonName: 'stranger.example' })
    const { words, cure } = wrong(await shown(place, identity))
    const said = words.en
    assert.match(said, new RegExp(`should be ${peerNumber.slice(0, 6)}-${peerNumber.slice(6)}`))
    assert.match(said, new RegExp(`stranger\\.example \\(${other.slice(0, 6)}-${other.slice(6)}`))
    assert.ok(said.includes(fingerprintOf(identity)))
    assert.match(said, /Nothing of the message was sent/)
    assert.match(cure?.en ?? '', /provider/)
  })

  it('of an unknown CA', async () => {
    await using place = await peersPlace()
    const elsewhere = await createCertificateAuthority({ name: 'Elsewhere CA', now: Date.now() })
    const { words } = wrong(await shown(place, await place.issue({}, elsewhere)))
    assert.match(words.en, new RegExp(`could not show that it is ${peerNumber.slice(0, 6)}`))
    assert.match(words.en, /Elsewhere CA, which is not among/)
  })

  it('of an unknown CA, though its fingerprint is registered', async () => {
    await using place = await peersPlace()
    const elsewhere = await createCertificateAuthority({ name: 'Elsewhere CA', now: Date.now() })
    const identity = await place.issue({}, elsewhere)
    wrong(await shown(place, identity, { fingerprints: [fingerprintOf(identity)], pinned: true }))
  })

  it('that has expired, or is not valid yet', async () => {
    await using place = await peersPlace()
    const now = Date.now()
    const old = await place.issue({ notBefore: now - 2 * day, notAfter: now - day })
    assert.match(wrong(await shown(place, old)).words.en, /expired at/)
    const young = await place.issue({ notBefore: now + day })
    assert.match(wrong(await shown(place, young)).words.en, /not valid before/)
  })

  it('that may be shown by callers only', async () => {
    await using place = await peersPlace()
    const identity = await place.issue({ eku: ['clientAuth'] })
    const asCaller = await place.trust.judge(chainOf(identity.certificatePem), Date.now())
    assert.equal(asCaller.good, true)
    const answer = wrong(await shown(place, identity))
    assert.match(answer.words.en, /serverAuth/)
  })

  it('without a number, or where nobody is expected at all', async () => {
    await using place = await peersPlace()
    assert.match(
      wrong(await shown(place, await place.issue({ shape: 'none' }))).words.sv,
      /utan organisationsnummer/,
    )
    wrong(await shown(place, await place.issue(), { numbers: [] }))
  })

  it('of a test CA, for a production message; a test message it gets', async () => {
    await using place = await peersPlace()
    const identity = await place.issue({}, place.testCa)
    const { words } = wrong(await shown(place, identity))
    assert.match(words.en, /is a test certificate/)
    assert.equal((await shown(place, identity, { side: 'test' })).kind, 'accepted')
  })

  it('and a production peer gets test messages', async () => {
    await using place = await peersPlace()
    assert.equal((await shown(place, await place.issue(), { side: 'test' })).kind, 'accepted')
  })
})

describe('peers: a connection that was judged', () => {
  it('is kept, and serves the same expectation', async () => {
    await using place = await peersPlace()
    for (let count = 0; count < 5; count++) {
      assert.equal((await place.peers.deliver(place.address(), outgoing())).kind, 'accepted')
    }
    assert.equal(place.peer.connections, 1)
  })

  for (const [what, over] of [
    ['number', { numbers: [other] }],
    ['side, of a test peer', { side: 'production' }],
    ['fingerprint', { numbers: [], fingerprints: ['0'.repeat(64)] }],
    ['pin', { pinned: true }],
  ] as const) {
    it(`is never used for another ${what}`, async () => {
      await using place = await peersPlace()
      place.peer.show(await place.issue({}, place.testCa))
      const first = await place.peers.deliver(place.address({ side: 'test' }), outgoing())
      assert.equal(first.kind, 'accepted')
      wrong(await place.peers.deliver(place.address({ side: 'test', ...over }), outgoing()))
      assert.equal(place.peer.calls.length, 1)
      assert.equal(place.peer.connections, 2)
    })
  }

  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    it(`does not spare the next one its judgement: no session is resumed over ${maxVersion}`, async () => {
      await using place = await peersPlace({ maxVersion })
      const good = await place.issue()
      assert.equal((await shown(place, good)).kind, 'accepted')
      place.peer.closeIdle()
      place.peer.show(await place.issue({ organisationNumber: other }))
      wrong(await place.peers.deliver(place.address(), outgoing()))
      assert.equal(place.peer.calls.length, 1)
    })
  }

  it('is closed when it is old, so that its certificate is judged anew', async () => {
    await using place = await peersPlace()
    const clock = testClock(Date.now())
    const peers = place.open({
      clock,
      timeouts: { connect: 5000, idle: 5000, judged: 60_000 },
    })
    const send = async (): Promise<void> => {
      assert.equal((await peers.deliver(place.address(), outgoing())).kind, 'accepted')
    }
    await send()
    clock.advance(59_000)
    await send()
    assert.equal(place.peer.connections, 1)
    clock.advance(2_000)
    // The one that was on its way then is let go of after this call.
    await send()
    await send()
    assert.equal(place.peer.connections, 2)
  })

  it('is closed when it has not been used for long', async () => {
    await using place = await peersPlace()
    const peers = place.open({ timeouts: { connect: 5000, idle: 5000, kept: 50 } })
    await peers.deliver(place.address(), outgoing())
    await until('it is closed', () => (place.peer.open === 0 ? true : undefined))
    assert.equal((await peers.deliver(place.address(), outgoing())).kind, 'accepted')
    assert.equal(place.peer.connections, 2)
  })
})

describe('peers: the own certificate', () => {
  it('is the first one that is valid and may be shown by callers', async () => {
    await using place = await peersPlace()
    const now = Date.now()
    const own = async (order: object): Promise<{ key: string; certificate: string }> => {
      const { keyPem, certificatePem } = await place.issue({ organisationNumber: ownNumber, ...order })
      return { key: keyPem, certificate: certificatePem }
    }
    const peers = place.open({
      certificates: [
        await own({ commonName: 'old', notBefore: now - 2 * day, notAfter: now - day }),
        await own({ commonName: 'web', eku: ['serverAuth'] }),
        await own({ commonName: 'good' }),
        await own({ commonName: 'later' }),
      ],
    })
    let shownName = ''
    place.peer.next({
      kind: 'custom',
      handle(request, response) {
        shownName = place.peer.callerOf(request)
        request.resume().on('end', () => response.writeHead(202).end())
      },
    })
    await peers.deliver(place.address(), outgoing())
    assert.equal(shownName, 'good')
  })

  it('stops the start where it is none, or does not belong to its key', async () => {
    await using place = await peersPlace()
    const [one, two] = [await place.issue(), await place.issue()]
    for (const certificates of [
      [],
      [{ key: one.keyPem, certificate: 'no certificate' }],
      [{ key: one.keyPem, certificate: two.certificatePem }],
    ]) {
      assert.throws(() => place.open({ certificates }), { code: 'BadOwnCertificate' })
    }
  })

  it('that the peer does not take makes the call fail', async () => {
    await using place = await peersPlace()
    const strict = await place.start({}, { caPem: place.testCa.certificatePem })
    const answer = await place.peers.deliver(place.address({ url: strict.url }), outgoing())
    assert.equal(answer.kind, 'failed')
    assert.ok(answer.because === 'tls' || answer.because === 'connection', answer.because)
  })
})

describe('peers: TLS', () => {
  it('that the other end does not speak makes the call fail', async () => {
    await using place = await peersPlace()
    await using web = await startBlackHole({ says: 'HTTP/1.1 400 Bad Request\r\n\r\n' })
    const answer = await place.peers.deliver(place.address({ url: web.url }), outgoing())
    assert.equal(answer.kind === 'failed' && answer.because, 'tls')
  })

  it('of an own judge that fails is no answer of the peer', async () => {
    await using place = await peersPlace()
    const trust = {
      judge: async () => {
        throw new Error('the list cannot be read')
      },
    }
    await assert.rejects(place.open({ trust }).deliver(place.address(), outgoing()), {
      message: 'the list cannot be read',
    })
    assert.equal(place.peer.octets, 0)
  })
})
