import type { PeerAddress, PeerAnswer, Peers, PeerFailure } from '../../../src/exchange/ports/peers.ts'
import type { Words } from '../../../src/protocol/words.ts'
import type { Life } from '../machine/life.ts'
import type { ReceiveAnswer } from './answers.ts'
import type { Connection } from './connection.ts'
import type { Called, Network } from './network.ts'

/** A receive service somewhere on the network. */
export interface ReceiveService extends Called {
  /** The organisation numbers that its certificate names. */
  readonly numbers: readonly string[]
  /** Takes a message in from whoever has a certificate with this number. */
  receive(connection: Connection<ReceiveAnswer>, from: string): Promise<void>
}

/** Milliseconds that a node waits for another's answer. */
const timeout = 60_000

/** Other nodes over the simulated network, as one process of an actor's sees them. */
export function simPeers(
  calling: { readonly place: string; readonly life: Life; readonly number: string },
  network: Network,
  serviceAt: (url: string) => ReceiveService | undefined,
): Peers {
  return {
    async deliver(to, message) {
      const service = serviceAt(to.url)
      if (service === undefined) return failed('connection', `nobody has the address ${to.url}`)
      if (!isWhoItMustBe(service, to)) return failed('wrongPeer', `${service.numbers.join()} answers there`)
      const outcome = await network.call<ReceiveAnswer>({
        what: 'deliver',
        from: calling,
        to: service,
        body: message.pieces,
        timeout,
        serve: (connection) => service.receive(connection, calling.number),
      })
      if (outcome.kind === 'noBody') throw outcome.error
      if (outcome.kind === 'broken') {
        return failed(outcome.because === 'timeout' ? 'timeout' : 'connection', outcome.because)
      }
      return answerOf(outcome.value)
    },
    async request() {
      return failed('server', 'synchronous requests are not simulated')
    },
  }
}

function isWhoItMustBe({ numbers }: ReceiveService, to: PeerAddress): boolean {
  return !to.pinned && to.numbers.some((number) => numbers.includes(number))
}

function answerOf(answer: ReceiveAnswer): PeerAnswer {
  switch (answer.status) {
    case 202: {
      const { duplicate, nodeId, localId } = answer
      return { kind: 'accepted', duplicate, nodeId, localId }
    }
    case 400:
    case 403: {
      const { status, code, nodeId, text } = answer
      return {
        kind: 'refused',
        status,
        words: words(text),
        ...(code === undefined ? {} : { code }),
        ...(nodeId === undefined ? {} : { nodeId }),
      }
    }
    case 500:
    case 503: {
      const { status, retryAfter, text } = answer
      return {
        kind: 'failed',
        because: 'server',
        status,
        words: words(text),
        ...(retryAfter === undefined ? {} : { retryAfter }),
      }
    }
  }
}

function failed(because: PeerFailure['because'], text: string): PeerFailure {
  return { kind: 'failed', because, words: words(text) }
}

function words(text: string): Words {
  return { sv: text, en: text }
}
