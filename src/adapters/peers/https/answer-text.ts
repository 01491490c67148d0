import type { IncomingMessage } from 'node:http'
import { headerOf } from '../../../client/answer-error.ts'
import { decodeLatin1 } from '../../../protocol/latin1.ts'

/** Octets of what a peer says that are looked at. */
const maxText = 4096
/** Milliseconds for the rest of an answer that has said everything; mostly it came with the headers. */
const awayPatience = 1000
/** Longer ids than this are none that anyone could quote. */
const maxId = 256

/**
 * What an answer says, on one line and bounded, for people: nothing where it is a page for browsers. Whatever more comes
 * is not read, nor waited for longer than `milliseconds`; then the connection is closed.
 */
export async function answerText(answer: IncomingMessage, milliseconds: number): Promise<string> {
  const octets = await beginning(answer, milliseconds)
  if (headerOf(answer, 'content-type')?.startsWith('text/html') === true) return ''
  return safeLine(decoded(octets))
}

/** A header that holds an id; undefined where it is missing, or nothing to show. */
export function idOf(answer: IncomingMessage, name: string): string | undefined {
  const value = headerOf(answer, name)
  return value === undefined || value.length > maxId || /[^ -~\u00a0-\u00ff]/.test(value) ? undefined : value
}

/** Reads an answer of no further interest away, so that its connection can be kept; closes it where it is long or slow. */
export async function readAway(answer: IncomingMessage): Promise<void> {
  await beginning(answer, awayPatience)
}

function beginning(answer: IncomingMessage, milliseconds: number): Promise<Buffer> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = []
    let size = 0
    const settle = (): void => {
      clearTimeout(timer)
      // What is whole leaves its connection to the next call.
      if (!answer.complete) answer.destroy()
      resolve(Buffer.concat(pieces).subarray(0, maxText))
    }
    const timer = setTimeout(settle, milliseconds)
    answer.on('data', (piece: Buffer) => {
      pieces.push(piece)
      size += piece.length
      if (size > maxText) settle()
    })
    // A text that breaks off is still what it said so far: the status is what counts.
    for (const event of ['end', 'error', 'close']) answer.once(event, settle)
  })
}

/** UTF-8, cut in the middle of a letter or not; else ISO-8859-1. */
function decoded(octets: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets, { stream: true })
  } catch {
    // Not UTF-8: any octets are ISO-8859-1.
    return decodeLatin1(octets)
  }
}

function safeLine(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{FFFD}')
    .trim()
}
