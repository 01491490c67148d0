import { answered, type NameIn } from './answered.ts'
import type { ReaderLink } from './reader-link.ts'
import type { ScrubAnswer, ScrubStep, WriterAnswer } from './writer-wire.ts'
import type { WriterLink } from './writer-link.ts'

/** The steps of a scrub in their order, the reader's word between them (scrubbing.ts). */
export async function scrub(writer: WriterLink, reader: ReaderLink): Promise<void> {
  while ((await scrubStep(writer, { do: 'carry' }, 'left')).left);
  const { mark } = await scrubStep(writer, { do: 'mark' }, 'mark')
  await reader.ask({ ask: 'settle', dropped: [] })
  while ((await scrubStep(writer, { do: 'erase', mark }, 'left')).left);
  const { dropped } = await scrubStep(writer, { do: 'drop' }, 'dropped')
  if (dropped.length > 0) await reader.ask({ ask: 'settle', dropped })
}

/** One step, by the writer; `name` tells the answer that belongs to it. */
export async function scrubStep<Name extends NameIn<ScrubAnswer>>(
  writer: WriterLink,
  step: ScrubStep,
  name: Name,
) {
  return answered<WriterAnswer, Name>(await writer.ask(() => ({ kind: 'scrub', step })), name)
}
