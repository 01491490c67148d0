import type { TrialPaths } from '../../node/trial/trial-paths.ts'

/** One HTTP call of the tour, as a person would make it with curl. */
export interface WebCall {
  readonly who: 'agency' | 'employer'
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers?: readonly string[]
  /** A file to post. */
  readonly body?: string
  /** A file to save the answer in. */
  readonly saveAs?: string
  /** The words of our own command line that do the same, without those that say which node and as whom. */
  readonly own: readonly string[]
}

export interface WebAnswer {
  readonly status: number
  /** Header lines as they came, `Name: value`. */
  readonly headers: readonly string[]
  /** The answer; empty where it was saved in a file. */
  readonly text: string
}

/** Makes a call of the tour with whatever program this machine has. */
export type Caller = (call: WebCall) => Promise<WebAnswer>

/** The value of a header, or empty. */
export function headerOf({ headers }: WebAnswer, name: string): string {
  const start = `${name.toLowerCase()}:`
  const line = headers.find((one) => one.toLowerCase().startsWith(start))
  return line?.slice(start.length).trim() ?? ''
}

/** The certificate that a call is made with, and its key. */
export function identityOf({ who }: Pick<WebCall, 'who'>, paths: TrialPaths): readonly [string, string] {
  return who === 'agency'
    ? [paths.agencyCertificate, paths.agencyKey]
    : [paths.employerCertificate, paths.employerKey]
}
