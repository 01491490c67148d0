import { readFile } from 'node:fs/promises'
import type { Label } from '../../protocol/label/label.ts'
import { MessageReader } from '../../protocol/message/message-reader.ts'

/** The label of a whole message in a file. */
export async function labelOf(path: string): Promise<Label> {
  for (const event of new MessageReader().push(await readFile(path))) {
    if (event.kind === 'label') return event.label
  }
  throw new Error(`${path} holds no whole label`)
}
