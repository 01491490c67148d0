import { ClientError } from './client-error.ts'
import { Connection, type ClientTimeouts } from './connection.ts'
import { acknowledgeMessage } from './acknowledge-message.ts'
import { fetchMessage, type FetchOptions } from './fetch-message.ts'
import type { FetchedMessage } from './incoming-message.ts'
import { type ListConditions, type ListedMessage, listMessages } from './list-messages.ts'
import type { OutgoingMessage } from './outgoing-message.ts'
import { readReceipt, type ReceiptForm } from './read-receipt.ts'
import { requestMessage } from './request-message.ts'
import { type SentReceipt, sendMessage } from './send-message.ts'
import { basePath } from './shs-path.ts'

export interface ClientOptions {
  /** The node, or its receive service: `https://host:port` and what stands before `/shs`. */
  readonly url: string
  /** PEM texts: the own certificate with its chain, its key, the CAs that the server is proved by. */
  readonly certificate: string
  readonly key: string
  readonly ca: string
  /** Ten digits: the organisation that the server's certificate must name where it does not name the host. */
  readonly serverNumber?: string
  /** The language of the node's texts; English unless told otherwise. */
  readonly language?: 'sv' | 'en'
  /** Ends every running call. */
  readonly signal?: AbortSignal
  readonly timeouts?: Partial<ClientTimeouts>
}

/** The other end of the wire: what an organisation does at an SHS node. Every failure is a `ClientError`. */
export interface Client extends Disposable {
  send(message: OutgoingMessage): Promise<SentReceipt>
  /** Asks with a synchronous message; resolves when the label of its reply is here. */
  request(message: OutgoingMessage): Promise<FetchedMessage>
  /** What waits at an address, in the order that the node lists it: oldest first. */
  list(address: string, conditions?: ListConditions): AsyncIterable<ListedMessage>
  fetch(address: string, txId: string, options?: FetchOptions): Promise<FetchedMessage>
  /** Tells the node that a message is safe here; as often as one likes. */
  acknowledge(address: string, txId: string): Promise<void>
  /** The receipt and the story of a file in a Kvittens node, in one of its forms. */
  receipt(id: string, form: ReceiptForm): Promise<string>
}

const standardTimeouts: ClientTimeouts = { connect: 10_000, idle: 300_000 }

/** A client of one node; makes no connection before the first call. */
export function createClient(options: ClientOptions): Client {
  const { certificate, key, ca, serverNumber, language = 'en', signal } = options
  const url = parseUrl(options.url)
  const base = basePath(url)
  const connection = new Connection({
    url,
    certificate,
    key,
    ca,
    language,
    timeouts: { ...standardTimeouts, ...options.timeouts },
    ...(serverNumber === undefined ? {} : { serverNumber }),
    ...(signal === undefined ? {} : { signal }),
  })
  return {
    send: (message) => sendMessage(message, connection, base),
    request: (message) => requestMessage(message, connection, base),
    list: (address, conditions = {}) => listMessages(address, conditions, connection, base),
    fetch: (address, txId, fetchOptions) => fetchMessage(address, txId, connection, base, fetchOptions),
    acknowledge: (address, txId) => acknowledgeMessage(address, txId, connection, base),
    receipt: (id, form) => readReceipt(id, form, connection, base),
    [Symbol.dispose]: () => connection[Symbol.dispose](),
  }
}

function parseUrl(text: string): URL {
  const url = URL.parse(text)
  if (url !== null && url.protocol === 'https:') return url
  throw new ClientError('BadUrl', {
    words: { sv: `${text} är ingen https-adress.`, en: `${text} is no https address.` },
    cure: { sv: 'Skriv den som https://värd:port.', en: 'Write it as https://host:port.' },
  })
}
