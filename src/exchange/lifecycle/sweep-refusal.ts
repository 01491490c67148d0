import { KvittensError } from '../../protocol/kvittens-error.ts'

/** What a sweep found; coming in and half written are not counted. */
export interface SweepCount {
  /** Whole blobs that messages need. */
  readonly used: number
  /** Whole blobs that none needs. */
  readonly orphans: number
  /** Messages in the log. */
  readonly messages: number
}

/** Fewer blobs than this say nothing by their shares: a young node may have crashed once or twice. */
const enoughToJudge = 20

/**
 * Crashes leave few orphans. Many mean that the log is older than the blobs (restored, moved), and then they are
 * messages that the node has given receipts for.
 */
export function refusesToSweep({ used, orphans, messages }: SweepCount): boolean {
  if (orphans === 0) return false
  return messages === 0 || (used + orphans >= enoughToJudge && orphans > used)
}

/** The blobs do not belong to the log; nothing was removed. */
export function logDoesNotFit({ used, orphans }: SweepCount): KvittensError {
  const all = used + orphans
  return new KvittensError('LogOlderThanBlobs', {
    words: {
      sv: `Inget städades bort: ${orphans} av ${all} filer under blobs hör till inget meddelande i kvittens.db, som kan vara äldre än de.`,
      en: `Nothing was swept: ${orphans} of ${all} files under blobs belong to no message in kvittens.db, which may be older than they are.`,
    },
    cure: {
      sv: 'Stoppa noden och lägg tillbaka kvittens.db, content och blobs från samma tillfälle. Hör de ihop, flytta undan filerna under blobs.',
      en: 'Stop the node and put back kvittens.db, content and blobs of the same moment. Where they belong together, move the files under blobs aside.',
    },
  })
}
