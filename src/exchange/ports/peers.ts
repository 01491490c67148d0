import type { Words } from '../../protocol/words.ts'

/** A whole message on its way out: its size is known before its first octet. */
export interface OutgoingOctets {
  readonly contentType: string
  readonly length: number
  /**
   * The octets from the first on, each time it is called: they are read a second time where a connection that had been
   * kept turns out to be closed.
   */
  readonly pieces: () => AsyncIterable<Uint8Array>
  /** Of its label. Where it is given, an answer to an earlier message on the same connection is not taken for its own. */
  readonly txId?: string
}

/** Where another node takes messages in, and who it must be. */
export interface PeerAddress {
  /** The URL of its receive service, as the registry or the directory gives it. */
  readonly url: string
  /**
   * Organisation numbers of which its certificate must name one, the address's actor first and then the providers that
   * may fetch for it (shs-protocol.md 11); never "any host".
   */
  readonly numbers: readonly string[]
  /** Fingerprints that speak for the actor besides; all there is where `pinned`. */
  readonly fingerprints: readonly string[]
  readonly pinned: boolean
  /** The side of the message: a peer whose certificate is of a test CA is given test messages only. */
  readonly side: 'production' | 'test'
  /** A certificate of a trusted CA that names the URL's host does too, where a setting allows it and nothing is pinned. */
  readonly orHostName?: true
}

/** What became of a call to a peer: a value, since each is an answer that the caller goes by. */
export type PeerAnswer =
  /** 202: the other node has it. */
  | {
      readonly kind: 'accepted'
      readonly duplicate: boolean
      readonly nodeId?: string
      readonly localId?: string
    }
  | PeerRefusal
  | PeerFailure

/** The other node said no, with a 4xx; the same again would be refused again, unless it says when to try. */
export interface PeerRefusal {
  readonly kind: 'refused'
  readonly status: number
  /** `X-shs-errorcode`, where it gave one. */
  readonly code?: string
  readonly nodeId?: string
  /** Retry-After, milliseconds from now: a synchronous request that failed for a reason that may pass. */
  readonly retryAfter?: number
  /** What it said, bounded; already words for people. */
  readonly words: Words
}

/** No answer that counts: it may go better the next time. `ending`: this node closes its calls, and the peer is not to blame. */
export interface PeerFailure {
  readonly kind: 'failed'
  readonly because: 'connection' | 'tls' | 'wrongPeer' | 'timeout' | 'server' | 'busy' | 'ending'
  readonly status?: number
  /** Retry-After, milliseconds from now. */
  readonly retryAfter?: number
  readonly words: Words
  readonly cure?: Words
}

/** The answer to a synchronous request, as it begins to come. */
export interface PeerReply {
  readonly kind: 'reply'
  readonly contentType?: string
  /** The reply message; throws where it breaks off. */
  readonly body: AsyncIterable<Uint8Array>
}

/** Other nodes, over mutual TLS. Never throws for what a peer does; throws what `pieces` throws. */
export interface Peers {
  /** Posts an asynchronous message. */
  deliver(to: PeerAddress, message: OutgoingOctets): Promise<PeerAnswer>
  /** Posts a synchronous request; the reply's body is the caller's to read to its end, or to leave by `return`. */
  request(to: PeerAddress, message: OutgoingOctets): Promise<PeerReply | PeerRefusal | PeerFailure>
}
