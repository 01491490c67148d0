import type { Label } from '../label/label.ts'
import { writeLabel } from '../label/label-writer.ts'
import { encodeLatin1 } from '../latin1.ts'
import { illegalStructure } from '../protocol-error.ts'
import { quotable } from '../xml/xml-words.ts'
import type { PartIndex } from './stored-part.ts'

export { boundaryFrom } from './boundary.ts'
export { newPartHeaders } from './part-headers.ts'

/** The deployed node reads fewer octets than this for the header lines and the label together (section 14). */
const headOctetsOfField = 4_096

/**
 * The message's beginning: the entity's header lines and the whole label part. In fewer than 4,096 octets where leaving
 * out the oldest entries of history can do that; where it can't, all of history stays.
 */
export function writeMessageHead(label: Label, boundary: string): Uint8Array {
  const before = encodeLatin1(
    'Subject: SHS Message\r\n' +
      'MIME-Version: 1.0\r\n' +
      `Content-Type: multipart/mixed; boundary="${boundary}"\r\n` +
      'Content-Transfer-Encoding: binary\r\n' +
      `\r\n--${boundary}\r\n` +
      'Content-Type: text/xml; charset=ISO-8859-1\r\n' +
      'Content-Transfer-Encoding: binary\r\n\r\n',
  )
  const written = labelWithin(label, headOctetsOfField - 1 - before.length)
  const head = new Uint8Array(before.length + written.length)
  head.set(before)
  head.set(written, before.length)
  return head
}

/** The delimiter before a data part, and its header lines as they came. Throws IllegalMessageStructure for lines that are several. */
export function writePartHead(part: Pick<PartIndex, 'headers'>, boundary: string): Uint8Array {
  let text = `\r\n--${boundary}\r\n`
  for (const line of part.headers) {
    if (line === '' || line.includes('\r') || line.includes('\n')) throw noSingleLine(line)
    text += `${line}\r\n`
  }
  return encodeLatin1(`${text}\r\n`)
}

/** The closing delimiter, without which a message is not whole. */
export function messageTail(boundary: string): Uint8Array {
  return encodeLatin1(`\r\n--${boundary}--\r\n`)
}

/** Octets of the whole message, known before any content is read; `length` of a part counts its raw octets. */
export function messageLength(
  head: Uint8Array,
  boundary: string,
  parts: readonly Pick<PartIndex, 'headers' | 'length'>[],
): number {
  let length = head.length + messageTail(boundary).length
  for (const part of parts) length += writePartHead(part, boundary).length + part.length
  return length
}

/** The label with as many of its newest history entries as `limit` octets hold, by bisection. */
function labelWithin(label: Label, limit: number): Uint8Array {
  const whole = writeLabel(label)
  const entries = label.history.length
  if (whole.length <= limit || entries === 0) return whole
  const without = (oldest: number) => writeLabel({ ...label, history: label.history.slice(oldest) })
  let shortest = without(entries)
  if (shortest.length > limit) return whole
  let tooFew = 0
  let enough = entries
  while (enough - tooFew > 1) {
    const middle = (tooFew + enough) >> 1
    const written = without(middle)
    if (written.length <= limit) {
      enough = middle
      shortest = written
    } else {
      tooFew = middle
    }
  }
  return shortest
}

function noSingleLine(line: string): Error {
  return illegalStructure(
    `The header line "${quotable(line)}" of a part is empty or holds a line end, expected one line`,
    `Huvudraden "${quotable(line)}" i en del är tom eller innehåller ett radslut, väntade en rad`,
  )
}
