import { clockText } from './engine/trace.ts'
import type { Hunt } from './hunt.ts'
import type { SimulationResult } from './simulate.ts'

/** What a run is repeated with, besides its seed. */
export interface Repeat {
  readonly hours: number
  readonly nodes?: number
  readonly bug?: string
}

/** A broken promise as whoever mends it needs it: what, where, when, what the node had told, and how to see it again. */
export function violationReport(result: SimulationResult, { hours, nodes, bug }: Repeat): string {
  const { violation, seed, steps, journal } = result
  if (violation === undefined) return ''
  const more = `${nodes === undefined ? '' : ` --nodes ${nodes}`}${bug === undefined ? '' : ` --bug ${bug}`}`
  return [
    `violation at ${violation.node}: ${violation.message}`,
    `seed ${seed}, step ${steps}, ${clockText(result.hours * 3_600_000)}`,
    ...(journal.length === 0
      ? []
      : [`what ${violation.node} told last:`, ...journal.map((line) => `  ${line}`)]),
    `again: npm run simulate -- --seed ${seed} --hours ${hours}${more}`,
  ].join('\n')
}

/** What was run, in a line. */
export function huntReport({ seeds, hours, steps, messages, faults, seconds }: Hunt): string {
  const rate = Math.round((hours / seconds) * 60)
  return `${seeds} seeds, ${Math.round(hours)} simulated hours, ${messages} messages, ${faults} faults, ${steps} steps in ${seconds.toFixed(1)} s (${rate} hours a minute)`
}
