import type { PeerFailure, Peers } from '../exchange/ports/peers.ts'

const failure: PeerFailure = {
  kind: 'failed',
  because: 'connection',
  words: { sv: 'Noden är inte i gång.', en: 'The node does not run.' },
  cure: { sv: 'Starta den: kvittens start.', en: 'Start it: kvittens start.' },
}

/** For a store that is opened without its node: an operator's commands call no other node. */
export async function callNobody(): Promise<Peers & AsyncDisposable> {
  return {
    deliver: async () => failure,
    request: async () => failure,
    [Symbol.asyncDispose]: async () => {},
  }
}
