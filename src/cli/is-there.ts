import { lstat } from 'node:fs/promises'

/** Whether something has the name, a link to nowhere included. */
export async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch {
    // What can't be looked at is told when it is written to.
    return false
  }
}
