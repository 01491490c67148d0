/** Primary result codes of SQLite that are told apart here (sqlite.org/rescode.html). */
export const sqlite = { busy: 5, locked: 6, readOnly: 8, ioError: 10, full: 13 } as const

/** SQLITE_IOERR_WRITE: the frame is not whole, so it is not read. */
const failedWrite = 778

/** SQLITE_IOERR_FSYNC, SQLITE_IOERR_DIR_FSYNC: what the disk holds is no longer known. */
const failedSyncs: ReadonlySet<number> = new Set([1034, 1290])

/** Is this an error of SQLite with this primary result code? */
export function hasCode(error: unknown, code: number): boolean {
  const found = resultCode(error)
  return found !== undefined && (found & 0xff) === code
}

/** May the same write succeed later: no room, an I/O error that wrote nothing, a lock of another? */
export function passes(error: unknown): boolean {
  return [sqlite.full, sqlite.ioError, sqlite.busy, sqlite.locked, sqlite.readOnly].some((code) =>
    hasCode(error, code),
  )
}

/** Does a COMMIT that ended so leave nothing in the WAL that the next start would take for committed? */
export function leavesUncommitted(error: unknown): boolean {
  return hasCode(error, sqlite.full) || hasCode(error, sqlite.busy) || resultCode(error) === failedWrite
}

/** Did a sync fail? After that, neither the file nor the page cache can be trusted by this process. */
export function isFailedSync(error: unknown): boolean {
  const found = resultCode(error)
  return found !== undefined && failedSyncs.has(found)
}

function resultCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode
    : undefined
}
