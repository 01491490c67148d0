import type { TwoNodeResult } from './two-node-rounds.ts'

/** The result of a run as a table of two columns. */
export function twoNodeTable(result: TwoNodeResult, seed: number): string {
  const { rounds, kills, counts, fates, auditRows, violations } = result
  const rows: readonly (readonly [name: string, value: number])[] = [
    ['seed', seed],
    ['rounds', rounds],
    ["kills of the employer's node", kills.employer],
    ["kills of the agency's node", kills.agency],
    ['messages sent', counts.sent],
    ['202s', counts.accepted],
    ['lost answers', counts.lost],
    ['duplicates', counts.duplicates],
    ["delivered at the agency's node", fates.there],
    ["delivered at the employer's node", fates.here],
    ['quarantined', fates.quarantined],
    ['queued at the end', fates.queued],
    ['fetched', counts.fetched],
    ['acknowledged', counts.acknowledged],
    ['confirms', counts.confirms],
    ['errors', counts.errors],
    ["audit rows, employer's node", auditRows.employer],
    ["audit rows, agency's node", auditRows.agency],
    ['violations', violations.length],
  ]
  return rows.map(([name, value]) => `${name.padEnd(34)}${String(value).padStart(12)}`).join('\n')
}
