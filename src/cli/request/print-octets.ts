import { once } from 'node:events'

/** Writes octets to a stream that stays open, no faster than it takes them. */
export async function printOctets(
  content: AsyncIterable<Uint8Array>,
  stream: NodeJS.WritableStream,
): Promise<void> {
  for await (const piece of content) {
    if (piece.length > 0 && !stream.write(piece)) await once(stream, 'drain')
  }
}
