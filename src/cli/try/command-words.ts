import type { TrialPaths } from '../../node/trial/trial-paths.ts'
import { identityOf, type WebCall } from './web-call.ts'

/** The words of a curl command for a call: what the tour runs, and what it shows. */
export function curlWords(call: WebCall, paths: TrialPaths): readonly string[] {
  const { method, url, headers = [], body, saveAs } = call
  const [certificate, key] = identityOf(call, paths)
  return [
    'curl',
    '--cert',
    certificate,
    '--key',
    key,
    '--cacert',
    paths.ca,
    ...headers.flatMap((header) => ['-H', header]),
    ...(body === undefined ? (method === 'POST' ? ['-X', 'POST'] : []) : ['--data-binary', `@${body}`]),
    ...(saveAs === undefined ? [] : ['-o', saveAs]),
    url,
  ]
}

/** The words of our own command line for a call, for where the machine has no curl. */
export function ownWords(call: WebCall, paths: TrialPaths): readonly string[] {
  const [certificate, key] = identityOf(call, paths)
  return [
    ...programWords(call.own),
    '--url',
    new URL(call.url).origin,
    '--cert',
    certificate,
    '--key',
    key,
    '--ca',
    paths.ca,
  ]
}

/** A command of ours, as it is typed in the repository. */
export function programWords(words: readonly string[]): readonly string[] {
  return ['npx', 'kvittens', ...words]
}

/** The words as a shell takes them, quoted where they have to be. */
export function shellWords(words: readonly string[]): readonly string[] {
  return words.map((word) =>
    /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`,
  )
}
