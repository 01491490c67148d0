import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'

/** Answers with a short text; does nothing where an answer has begun or the caller is gone. */
export function answerText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: OutgoingHttpHeaders = {},
): void {
  if (response.headersSent || response.destroyed) return
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...headers,
  })
  // As text it goes out with the headers in one write.
  response.end(text)
}

/** Answers with a JSON value, a line end after it. */
export function answerJson(response: ServerResponse, status: number, value: object, type = 'application/json'): void {
  const body = Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`, 'utf8')
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'content-length': body.length })
  response.end(body)
}
