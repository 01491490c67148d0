import type { Figure } from './figure.ts'
import { number } from './statistics.ts'

/** Figures of one part with the bare syncs a second that were measured just before it. */
export interface PartReport {
  readonly part: string
  readonly syncs: number
  readonly figures: readonly Figure[]
}

/** A Markdown table of all figures, for docs/performance.md; `disturbed` are those to take again on a quiet machine. */
export function markdown(head: readonly string[], reports: readonly PartReport[]): string {
  const rows = reports.flatMap(({ syncs, figures }) => figures.map((figure) => rowOf(figure, syncs)))
  return [
    ...head.map((line) => `- ${line}`),
    '',
    row(
      'figure',
      'Kvittens',
      'bare Node',
      'ratio',
      'to reach',
      'reached',
      'spread (ours; bare)',
      'fdatasync/s',
      'notes',
    ),
    row('---', '---:', '---:', '---:', '---', '---', '---', '---:', '---'),
    ...rows,
    '',
  ].join('\n')
}

function rowOf(figure: Figure, syncs: number): string {
  const { part, name, node, bare, ratio, target, spread, note } = figure
  return row(`${part}: ${name}`, node, bare, ratio, target, verdict(figure), spread, number(syncs, 0), note)
}

function verdict({ reached, disturbed }: Figure): string {
  if (reached === undefined) return ''
  if (disturbed) return 'disturbed'
  return reached ? 'yes' : '**no**'
}

function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
