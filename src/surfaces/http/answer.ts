import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'

/** Answers with a short text; does nothing where an answer has begun or the caller is gone. */
export function answerText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: OutgoingHttpHeaders = {},
): void {
  if (response.headersSent || response.destroyed) return
  response.writeHead(status, textHead(text, headers))
  // As text it goes out with the headers in one write.
  response.end(text)
}

/** Sends a short text whole, and leaves the answer open: it is for the caller to end it. */
export function writeText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: OutgoingHttpHeaders,
): void {
  response.writeHead(status, textHead(text, headers))
  response.write(text)
}

function textHead(text: string, headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  return {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...headers,
  }
}

/** Answers with a JSON value, a line end after it; does nothing where an answer has begun or the caller is gone. */
export function answerJson(
  response: ServerResponse,
  status: number,
  value: object,
  type = 'application/json',
): void {
  if (response.headersSent || response.destroyed) return
  const body = Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`, 'utf8')
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'content-length': body.length })
  response.end(body)
}
