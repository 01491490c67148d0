import type { HandledRequest } from '../../exchange/ports/handlers.ts'
import { refused } from './handler-fault.ts'
import { requestFacts } from './request-facts.ts'

/** Characters of one fact in a header, percent-encoded; servers take some 8 KiB of headers in all. */
const maxHeaderValue = 2048

/**
 * The headers of a request to a handler. Values of the label are percent-encoded (all but visible ASCII, and `%`
 * itself), so that each is one value of one header whatever it holds, and is read back as it was.
 */
export function requestHeaders(request: HandledRequest): Record<string, string> {
  const headers: Record<string, string> = {
    'Content-Length': String(request.bytes),
    'Accept-Encoding': 'identity',
  }
  for (const { header, value } of requestFacts) {
    const fact = value(request)
    if (fact === undefined) continue
    const text = header === 'Content-Type' ? fact : encoded(fact)
    if (text.length > maxHeaderValue) throw refused(`${header} > ${maxHeaderValue}`)
    headers[header] = text
  }
  return headers
}

function encoded(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^!-$&-~]+/gu, (run) =>
      Array.from(
        new TextEncoder().encode(run),
        (octet) => `%${octet.toString(16).toUpperCase().padStart(2, '0')}`,
      ).join(''),
    )
}
