import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { basename } from 'node:path'
import { KvittensError } from '../../protocol/kvittens-error.ts'
import { fileError } from '../file-error.ts'

const pieceBytes = 256 * 1024

/** A file that is open for sending; read once. */
export interface FileToSend extends AsyncDisposable {
  readonly name: string
  readonly bytes: number
  readonly content: AsyncIterable<Uint8Array>
  /** Lower-case hex; to be asked for when `content` has been read to its end. */
  sha256(): string
}

/** Opens a file, so that it is known to be there, readable and a file before anything is sent. */
export async function openFileToSend(path: string): Promise<FileToSend> {
  const handle = await openForReading(path)
  const { size, mtimeMs } = await handle.stat()
  const hash = createHash('sha256')
  let digest: string | undefined
  return {
    name: basename(path),
    bytes: size,
    content: read(handle, path, { size, mtimeMs }, (piece) => hash.update(piece)),
    sha256: () => (digest ??= hash.digest('hex')),
    [Symbol.asyncDispose]: () => handle.close(),
  }
}

async function openForReading(path: string): Promise<FileHandle> {
  try {
    const handle = await open(path, 'r')
    const stat = await handle.stat()
    if (stat.isFile()) return handle
    await handle.close()
  } catch (error) {
    throw fileError(path, error, 'read')
  }
  throw notAFile(path)
}

interface State {
  readonly size: number
  readonly mtimeMs: number
}

/** Throws before the end where the file is no longer what it was: then the node has half a message, which is none. */
async function* read(
  handle: FileHandle,
  path: string,
  before: State,
  see: (piece: Uint8Array) => void,
): AsyncIterable<Uint8Array> {
  for (;;) {
    // A new buffer each time: the socket may hold the last one still.
    const buffer = Buffer.allocUnsafe(pieceBytes)
    const { bytesRead } = await handle.read(buffer, 0, pieceBytes, null)
    if (bytesRead === 0) break
    const piece = buffer.subarray(0, bytesRead)
    see(piece)
    yield piece
  }
  const { size, mtimeMs } = await handle.stat()
  if (size !== before.size || mtimeMs !== before.mtimeMs) throw changed(path)
}

function notAFile(path: string): KvittensError {
  return new KvittensError('CannotRead', {
    words: { sv: `${path} är ingen fil.`, en: `${path} is no file.` },
  })
}

function changed(path: string): KvittensError {
  return new KvittensError('FileChanged', {
    words: {
      sv: `${path} ändrades medan den sändes. Inget är mottaget.`,
      en: `${path} changed while it was sent. Nothing was received.`,
    },
    cure: {
      sv: 'Sänd den igen när den är färdigskriven.',
      en: 'Send it again when it has been written to its end.',
    },
  })
}
