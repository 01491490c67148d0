import type { TrialPaths } from '../../node/trial/trial-paths.ts'
import type { WebCall } from './web-call.ts'

/** The words of a curl command for a call: what the tour runs, and what it shows. */
export function curlWords(
  { who, method, url, headers = [], body, saveAs }: WebCall,
  paths: TrialPaths,
): readonly string[] {
  const [certificate, key] =
    who === 'agency'
      ? [paths.agencyCertificate, paths.agencyKey]
      : [paths.employerCertificate, paths.employerKey]
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

/** The words as a line for a shell. */
export function shellLine(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`))
    .join(' ')
}
