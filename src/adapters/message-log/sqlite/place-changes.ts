import type { ArrivedChange, PlacedChange } from './placed-change.ts'
import type { SegmentWriter } from './segments.ts'

/**
 * Writes the content of a group's changes into the segment, synced; returns where each lies. Nothing is written of a
 * change with a tx.id that `isTaken` or that an earlier change of the group brings: segments are never cleaned, so
 * what senders repeat would fill the disk.
 */
export function placeChanges(
  changes: readonly ArrivedChange[],
  segments: SegmentWriter,
  isTaken: (tx: string) => boolean,
): readonly PlacedChange[] {
  segments.roll()
  const begin = segments.end
  const brought = new Set<string>()
  const stretches: Uint8Array[] = []
  let { at } = begin
  const placed = changes.map(({ wire, content, side }): PlacedChange => {
    const [inserts] = wire
    if (inserts.some(([, tx]) => brought.has(tx) || isTaken(tx))) return { wire, place: undefined, side }
    for (const [, tx] of inserts) brought.add(tx)
    const place = { segment: begin.segment, at }
    if (content.length > 0) stretches.push(content)
    at += content.length
    return { wire, place, side }
  })
  if (stretches.length === 0) return placed
  try {
    for (const run of runsOf(stretches)) segments.append(run)
    segments.sync()
  } catch (error) {
    segments.takeBack(begin)
    throw error
  }
  return placed
}

/** Stretches that follow on each other in memory, joined: the whole batch is one write where nothing is left out. */
function runsOf(stretches: readonly Uint8Array[]): readonly Uint8Array[] {
  const runs: Uint8Array[] = []
  for (const stretch of stretches) {
    const last = runs.at(-1)
    if (last === undefined || last.buffer !== stretch.buffer || end(last) !== stretch.byteOffset) {
      runs.push(stretch)
    } else {
      runs[runs.length - 1] = new Uint8Array(last.buffer, last.byteOffset, last.length + stretch.length)
    }
  }
  return runs
}

function end(bytes: Uint8Array): number {
  return bytes.byteOffset + bytes.length
}
