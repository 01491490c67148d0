import { dirname } from 'node:path'
import type { Client } from '../../client/client.ts'
import type { FetchedMessage } from '../../client/incoming-message.ts'
import { KvittensError } from '../../protocol/kvittens-error.ts'
import type { Label } from '../../protocol/label/label.ts'
import { ArrivingFile, type SavedFile } from './arriving-file.ts'
import { safeName } from './safe-name.ts'
import { syncFolder } from './sync-folder.ts'

/** Where the files of a message go: into a folder by their own names, or its one file to a path. */
export type Target = { readonly folder: string } | { readonly file: string; readonly replace?: true }

/** A file of a message that is safe here, and the name that it was sent with. */
interface TakenFile extends SavedFile {
  readonly fileName?: string
  readonly contentType?: string
}

export interface TakenMessage {
  readonly label: Label
  readonly files: readonly TakenFile[]
}

/** Fetches a message and saves its files: all of them, synced and named, or none. */
export async function takeMessage(
  address: string,
  txId: string,
  target: Target,
  client: Client,
  watch: Watch,
): Promise<TakenMessage> {
  using message = await client.fetch(address, txId)
  return await saveMessage(message, target, watch)
}

/** Saves the files of a message that comes in: all of them, synced and named, or none. */
export async function saveMessage(
  message: FetchedMessage,
  target: Target,
  watch: Watch,
): Promise<TakenMessage> {
  const { label } = message
  const folder = 'folder' in target ? target.folder : dirname(target.file)
  if ('file' in target && label.content.data.length !== 1) throw severalFiles(label)
  await using arriving = new AsyncDisposableStack()
  const parts = await writeParts(message, folder, arriving, watch)
  // Nothing has a name before the whole message is here: half a message is none.
  const files: TakenFile[] = []
  for (const [index, part] of parts.entries()) {
    const { file, ...facts } = part
    files.push({ ...(await giveName(file, target, facts.fileName, label, index, parts.length)), ...facts })
  }
  await syncFolder(folder)
  return { label, files }
}

/** Looks on while a file comes; `bytes` is what its label says, where it does. */
export type Watch = (
  content: AsyncIterable<Uint8Array>,
  bytes: number | undefined,
) => AsyncIterable<Uint8Array>

interface WrittenPart {
  readonly file: ArrivingFile
  readonly fileName?: string
  readonly contentType?: string
}

async function writeParts(
  { parts, label }: FetchedMessage,
  folder: string,
  arriving: AsyncDisposableStack,
  watch: Watch,
): Promise<readonly WrittenPart[]> {
  const written: WrittenPart[] = []
  for await (const { content, contentType, fileName } of parts) {
    const entry = label.content.data[written.length]
    const file = arriving.use(await ArrivingFile.write(folder, watch(content, entry?.bytes)))
    const name = fileName ?? entry?.fileName
    written.push({
      file,
      ...(name === undefined ? {} : { fileName: name }),
      ...(contentType === undefined ? {} : { contentType }),
    })
  }
  return written
}

async function giveName(
  file: ArrivingFile,
  target: Target,
  name: string | undefined,
  { txId }: Label,
  index: number,
  count: number,
): Promise<SavedFile> {
  if ('folder' in target) {
    const fallback = count === 1 ? txId : `${txId}-${index + 1}`
    return file.takeName(safeName(name, fallback), txId.slice(0, 8))
  }
  if (target.replace) return file.replace(target.file)
  const saved = await file.takeExactName(target.file)
  if (saved === undefined) throw alreadyThere(target.file)
  return saved
}

/** A file is there already where one was to be written. */
export function alreadyThere(path: string): KvittensError {
  return new KvittensError('FileExists', {
    words: {
      sv: `${path} finns redan; inget skrevs över och inget kvitterades.`,
      en: `${path} is there already; nothing was written over and nothing acknowledged.`,
    },
    cure: { sv: 'Välj ett annat namn med --out.', en: 'Choose another name with --out.' },
  })
}

function severalFiles({ txId, content }: Label): KvittensError {
  const count = content.data.length
  return new KvittensError('SeveralFiles', {
    words: {
      sv: `${txId} har ${count} filer; --out tar en. Inget kvitterades.`,
      en: `${txId} holds ${count} files; --out takes one. Nothing was acknowledged.`,
    },
    cure: { sv: 'Ange en mapp med -d i stället.', en: 'Name a folder with -d instead.' },
  })
}
