/** A part as it came, its content octet for octet. */
export interface ReadPart {
  readonly headers: string
  readonly content: Buffer
}

export interface ReadMessage {
  readonly label: string
  readonly parts: readonly ReadPart[]
}

/** Takes a whole message apart by searching for its boundary, with nothing of src; throws where it is not whole. */
export function readMessage(octets: Buffer): ReadMessage {
  const headEnd = octets.indexOf('\r\n\r\n')
  const head = octets.subarray(0, headEnd).toString('latin1')
  const boundary = /boundary="?([^"\r\n;]+)"?/i.exec(head)?.[1]
  if (headEnd < 0 || boundary === undefined) throw new Error(`no multipart message: ${head.slice(0, 200)}`)
  const delimiter = `\r\n--${boundary}`
  const parts: ReadPart[] = []
  let at = octets.indexOf(delimiter, headEnd)
  for (;;) {
    if (at < 0) throw new Error('the message has no closing delimiter')
    const begin = at + delimiter.length
    if (octets.subarray(begin, begin + 2).toString('latin1') === '--') break
    const next = octets.indexOf(delimiter, begin)
    if (next < 0) throw new Error('a part has no end')
    parts.push(readPart(octets.subarray(begin + 2, next)))
    at = next
  }
  const [label, ...data] = parts
  if (label === undefined) throw new Error('the message has no parts')
  return { label: label.content.toString('latin1'), parts: data }
}

function readPart(octets: Buffer): ReadPart {
  const headEnd = octets.indexOf('\r\n\r\n')
  if (headEnd < 0) throw new Error('a part has no end of headers')
  return { headers: octets.subarray(0, headEnd).toString('latin1'), content: octets.subarray(headEnd + 4) }
}

/** One entry of a message list: its attributes, and the text between its tags. */
export interface ListedMessage {
  readonly attributes: Readonly<Record<string, string>>
  readonly inside: string
}

/** Reads a message list with two regular expressions, with nothing of src. */
export function readMessageList(octets: Buffer): readonly ListedMessage[] {
  const text = octets.toString('latin1')
  if (
    !text.includes('<shs.message-list') ||
    !/<\/shs\.message-list>\s*$|<shs\.message-list[^>]*\/>\s*$/.test(text)
  ) {
    throw new Error(`no whole message list: ${text.slice(0, 200)}`)
  }
  return [...text.matchAll(/<message\s([^>]*?)(?:\/>|>([\s\S]*?)<\/message>)/g)].map(
    ([, attributes = '', inside = '']) => ({
      attributes: Object.fromEntries(
        [...attributes.matchAll(/([\w.-]+)\s*=\s*"([^"]*)"/g)].map(([, name = '', value = '']) => [
          name,
          value,
        ]),
      ),
      inside,
    }),
  )
}

/** The tx.ids of a message list, in order. */
export function listedTxIds(octets: Buffer): readonly string[] {
  return readMessageList(octets).map(({ attributes }) => attributes['tx.id'] ?? '')
}
