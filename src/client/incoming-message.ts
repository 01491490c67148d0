import type { IncomingMessage } from 'node:http'
import type { Label } from '../protocol/label/label.ts'
import { MessageReader } from '../protocol/message/message-reader.ts'
import { partDecoder } from '../protocol/mime/transfer-encoding.ts'
import { octetsOf } from './answer-body.ts'
import { headerOf } from './answer-error.ts'
import { ClientError } from './client-error.ts'

/** One file of a message that comes in. Its content can be read once, and only before the next part is asked for. */
export interface FetchedPart {
  readonly contentType?: string
  readonly transferEncoding: string
  readonly fileName?: string
  /** The file's octets as the sender had them, transfer encoding undone; raw where that was asked for. */
  readonly content: AsyncIterable<Uint8Array>
}

/** A message on its way in. Only when `parts` has come to its end without an error is all of it here. */
export interface FetchedMessage extends Disposable {
  readonly label: Label
  readonly parts: AsyncIterable<FetchedPart>
}

/** Begins to read the message that an answer's body is: resolves when its label is here. Disposing it breaks off what is not read. */
export async function incomingMessage(
  answer: IncomingMessage,
  host: string,
  { raw }: { readonly raw: boolean },
): Promise<FetchedMessage> {
  const events = readEvents(answer, host)
  const breakOff = (): void => {
    if (!answer.complete) answer.destroy()
  }
  try {
    const label = await readLabel(events)
    return { label, parts: readParts(events, raw), [Symbol.dispose]: breakOff }
  } catch (error) {
    breakOff()
    throw error
  }
}

type Events = AsyncGenerator<ReturnType<MessageReader['push']>[number], void>

async function* readEvents(answer: IncomingMessage, host: string): Events {
  const contentType = headerOf(answer, 'content-type')
  const reader = new MessageReader(contentType === undefined ? {} : { httpContentType: contentType })
  for await (const octets of octetsOf(answer, host)) yield* reader.push(octets)
  yield* reader.end()
}

async function readLabel(events: Events): Promise<Label> {
  const first = await events.next()
  if (first.done === true || first.value.kind !== 'label') throw noLabel()
  return first.value.label
}

async function* readParts(events: Events, raw: boolean): AsyncGenerator<FetchedPart, void> {
  for (;;) {
    const next = await events.next()
    if (next.done === true) return
    const { value } = next
    if (value.kind !== 'part') continue
    const content = readContent(events, raw ? 'binary' : value.transferEncoding)
    yield {
      ...(value.contentType === undefined ? {} : { contentType: value.contentType }),
      transferEncoding: value.transferEncoding,
      ...(value.fileName === undefined ? {} : { fileName: value.fileName }),
      content,
    }
  }
}

/** Reads up to the part's end; what a reader who leaves early has not read is passed over by `readParts`. */
async function* readContent(events: Events, transferEncoding: string): AsyncIterable<Uint8Array> {
  const decoder = partDecoder(transferEncoding)
  for (;;) {
    const next = await events.next()
    if (next.done === true) return
    if (next.value.kind === 'part-end') break
    if (next.value.kind === 'data') yield decoder.push(next.value.bytes)
  }
  const rest = decoder.end()
  if (rest.length > 0) yield rest
}

function noLabel(): ClientError {
  return new ClientError('IllegalMessageStructure', {
    words: { sv: 'Svaret är inget SHS-meddelande.', en: 'The answer is no SHS message.' },
  })
}
