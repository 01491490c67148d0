import type { KillResult } from './kill-rounds.ts'

/** The result of a run as a table of two columns. */
export function resultTable(
  { rounds, kills, counts, auditRows, violations }: KillResult,
  seed: number,
): string {
  const rows: readonly (readonly [name: string, value: number])[] = [
    ['seed', seed],
    ['rounds', rounds],
    ['kills', kills],
    ['messages sent', counts.sent],
    ['202s', counts.accepted],
    ['refused', counts.refused],
    ['lost answers', counts.lost],
    ['duplicates', counts.duplicates],
    ['fetched', counts.fetched],
    ['acked', counts.acknowledged],
    ['audit rows', auditRows],
    ['violations', violations.length],
  ]
  return rows.map(([name, value]) => `${name.padEnd(16)}${String(value).padStart(12)}`).join('\n')
}
