import type { Bug } from './bugs/bug.ts'
import { type Hunt, hunt, newSeeds } from './hunt.ts'

/** How a planted mistake was found, or that it was not. */
export interface Find {
  readonly bug: Bug
  readonly hunt: Hunt
}

/** Looks for each mistake from one seed on, for at most so many seconds. */
export async function findBugs(
  bugs: Iterable<Bug>,
  seed: number,
  hours: number,
  seconds: number,
): Promise<readonly Find[]> {
  const finds: Find[] = []
  for (const bug of bugs) {
    finds.push({ bug, hunt: await hunt(newSeeds(seed), { hours, bug }, (passed) => passed < seconds) })
  }
  return finds
}

/** The table of RESULTS.md. */
export function bugTable(finds: readonly Find[]): string {
  const rows = finds.map(({ bug, hunt: { found, seeds, hours, seconds } }) => {
    const rule = found?.violation?.rule ?? '**not found**'
    return `| ${bug.name} | ${bug.what} | ${rule} | ${seeds} | ${hours.toFixed(0)} | ${seconds.toFixed(1)} |`
  })
  return [
    '| bug | what is wrong | broken promise | seeds | simulated hours | seconds |',
    '| --- | --- | --- | ---: | ---: | ---: |',
    ...rows,
  ].join('\n')
}
