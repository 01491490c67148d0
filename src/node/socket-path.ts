import { join, resolve } from 'node:path'

/** Where the operator's commands reach a running node: a Unix socket in dataDir, a named pipe on Windows. */
export function socketPath(dataDir: string): string {
  if (process.platform !== 'win32') return join(dataDir, 'operator.sock')
  return `\\\\.\\pipe\\kvittens-${resolve(dataDir).replaceAll(/[^a-z0-9]/gi, '-')}`
}
