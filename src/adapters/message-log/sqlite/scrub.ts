import type { ReaderLink } from './reader-link.ts'
import { unexpected } from './unexpected-answer.ts'
import type { ScrubAnswer, ScrubStep } from './wire.ts'
import type { WriterLink } from './writer-link.ts'

/** The steps of a scrub in their order, the reader's word between them (scrubbing.ts). */
export async function scrub(writer: WriterLink, reader: ReaderLink): Promise<void> {
  while (await isLeft(writer, { do: 'carry' }));
  const marked = await scrubStep(writer, { do: 'mark' })
  if (!('mark' in marked)) throw unexpected()
  await reader.ask({ ask: 'settle', dropped: [] })
  while (await isLeft(writer, { do: 'erase', mark: marked.mark }));
  const done = await scrubStep(writer, { do: 'drop' })
  if (!('dropped' in done)) throw unexpected()
  if (done.dropped.length > 0) await reader.ask({ ask: 'settle', dropped: done.dropped })
}

/** One step, by the writer. */
export async function scrubStep(writer: WriterLink, step: ScrubStep): Promise<ScrubAnswer> {
  const answer = await writer.ask(() => ({ kind: 'scrub', step }))
  if ('left' in answer || 'mark' in answer || 'dropped' in answer || 'forgot' in answer) return answer
  throw unexpected()
}

async function isLeft(writer: WriterLink, step: ScrubStep): Promise<boolean> {
  const answer = await scrubStep(writer, step)
  if (!('left' in answer)) throw unexpected()
  return answer.left
}
