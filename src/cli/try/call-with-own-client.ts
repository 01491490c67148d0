import { createReadStream } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { Connection, type RequestBody } from '../../client/connection.ts'
import type { TrialPaths } from '../../node/trial/trial-paths.ts'
import type { Language } from '../command.ts'
import { type Caller, identityOf, type WebCall } from './web-call.ts'

const timeouts = { connect: 10_000, idle: 60_000 }

/** Makes the tour's calls with Kvittens' own client, where the machine has no curl. */
export function callWithOwnClient(paths: TrialPaths, language: Language): Caller {
  return async (call) => {
    const url = new URL(call.url)
    using connection = await connectionFor(call, url, paths, language)
    const body = call.body === undefined ? undefined : await fileBody(call.body)
    const answer = await connection.call({
      method: call.method,
      path: `${url.pathname}${url.search}`,
      headers: Object.fromEntries((call.headers ?? []).map(nameAndValue)),
      ...(body === undefined ? {} : { body }),
    })
    if (call.saveAs !== undefined) await writeFile(call.saveAs, answer)
    return {
      status: answer.statusCode ?? 0,
      headers: Object.entries(answer.headers).map(([name, value]) => `${name}: ${String(value)}`),
      text: call.saveAs === undefined ? await text(answer) : '',
    }
  }
}

async function connectionFor(
  call: WebCall,
  url: URL,
  paths: TrialPaths,
  language: Language,
): Promise<Connection> {
  const [certificate, key] = identityOf(call, paths)
  return new Connection({
    url,
    certificate: await readFile(certificate, 'utf8'),
    key: await readFile(key, 'utf8'),
    ca: await readFile(paths.ca, 'utf8'),
    language,
    timeouts,
  })
}

async function fileBody(path: string): Promise<RequestBody> {
  return { length: (await stat(path)).size, pieces: createReadStream(path) }
}

function nameAndValue(line: string): [string, string] {
  const colon = line.indexOf(':')
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
}
