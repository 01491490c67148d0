import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, realpathSync, statSync, type Stats } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { KvittensError } from '../protocol/kvittens-error.ts'

/** Octets of a socket's path that every system takes: 103 on macOS, 107 on Linux. */
const longestPath = 103

/**
 * Where the running node listens to the operator's commands: a Unix socket in dataDir, a named pipe on Windows. Where
 * dataDir's path is too long for a socket, it lies in a folder of the node's user among the temporary files, which is
 * made here.
 */
export function socketPath(dataDir: string): string {
  const path = pathOf(dataDir)
  if (path.folder === undefined) return path.socket
  // EEXIST: an earlier start made it, or another user did, which the check finds.
  mkdirSync(path.folder, { recursive: true, mode: 0o700 })
  checkFolder(path.folder, dataDir)
  return path.socket
}

/** The same path, for who calls a node that may run: nothing is made, so that the node's user can make it. */
export function socketToCall(dataDir: string): string {
  const { socket, folder } = pathOf(dataDir)
  if (folder !== undefined && stats(folder) !== undefined) checkFolder(folder, dataDir)
  return socket
}

function pathOf(dataDir: string): { readonly socket: string; readonly folder?: string } {
  if (process.platform === 'win32') {
    return { socket: `\\\\.\\pipe\\kvittens-${resolve(dataDir).replaceAll(/[^a-z0-9]/gi, '-')}` }
  }
  const inData = join(dataDir, 'operator.sock')
  if (Buffer.byteLength(inData) <= longestPath) return { socket: inData }
  const real = stats(dataDir) === undefined ? resolve(dataDir) : realpathSync(dataDir)
  const name = createHash('sha256').update(real).digest('hex').slice(0, 20)
  const folder = join(tmpdir(), `kvittens-${name}`)
  return { folder, socket: join(folder, 'operator.sock') }
}

/** Everyone may make a folder there: one of a stranger could take the operator's commands. */
function checkFolder(folder: string, dataDir: string): void {
  const found = lstatSync(folder)
  const owners = [process.getuid?.(), stats(dataDir)?.uid]
  if (!found.isDirectory() || !owners.includes(found.uid) || (found.mode & 0o077) !== 0) throw notOurs(folder)
}

function stats(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false })
}

function notOurs(folder: string): KvittensError {
  return new KvittensError('SocketFolderNotOurs', {
    words: {
      sv: `Mappen ${folder}, för nodens socket, är en annan användares eller öppen för andra.`,
      en: `The folder ${folder}, for the node's socket, is another user's or open to others.`,
    },
    cure: {
      sv: 'Ta bort mappen, eller ge node.dataDir en kortare sökväg.',
      en: 'Remove the folder, or give node.dataDir a shorter path.',
    },
  })
}
