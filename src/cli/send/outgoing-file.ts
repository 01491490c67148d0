import { randomUUID } from 'node:crypto'
import { newLabel } from '../../client/new-label.ts'
import type { OutgoingPart } from '../../client/outgoing-message.ts'
import type { Label, TransferType } from '../../protocol/label/label.ts'
import type { Terminal } from '../command.ts'
import { localDatetime } from '../local-datetime.ts'
import { withProgress } from '../progress.ts'
import { UsageError } from '../usage-error.ts'
import type { FileToSend } from './file-to-send.ts'
import type { SendOptions } from './send-options.ts'

/** The path of the one file that is named, as FILE or by -in. */
export function oneFile(argument: string | undefined, option: string | undefined): string {
  if (argument !== undefined && option !== undefined) {
    throw new UsageError({ sv: 'FIL och -in kan inte båda anges.', en: 'FILE and -in exclude each other.' })
  }
  const path = argument ?? option
  if (path === undefined) throw new UsageError({ sv: 'Vilken fil?', en: 'Which file?' })
  return path
}

/** The product type that is named; a usage error where none is. */
export function oneProduct({ product }: SendOptions): string {
  if (product !== undefined) return product
  throw new UsageError(
    { sv: 'Vilken produkttyp?', en: 'Which product type?' },
    { sv: 'Ange den med -p UUID.', en: 'Name it with -p UUID.' },
  )
}

/** The label of a message with one file, by the options. */
export function labelOf(
  file: FileToSend,
  options: SendOptions,
  { from, transferType }: { readonly from: string; readonly transferType: TransferType },
): Label {
  return newLabel({
    ...options,
    txId: options.tx ?? randomUUID(),
    from,
    transferType,
    product: oneProduct(options),
    datetime: localDatetime(new Date()),
    data: [
      { datapartType: options.dataPartType, fileName: options.fileName ?? file.name, bytes: file.bytes },
    ],
  })
}

/** The file as the message's one part; a bar shows how far it has come. */
export function partOf(
  file: FileToSend,
  { contentType, transferEncoding, fileName = file.name }: SendOptions,
  terminal: Terminal,
): OutgoingPart {
  const source = withProgress(file.content, file.bytes, terminal)
  return { source, bytes: file.bytes, contentType, transferEncoding, fileName }
}
