/** What both workers are started with. */
export interface WorkerSetup {
  readonly dataDir: string
  /** The most pages the database may have: a full disk, for tests. */
  readonly maxPages?: number
}

/** Reads what a worker was started with. */
export function setupOf(data: unknown): WorkerSetup {
  if (typeof data !== 'object' || data === null || !('dataDir' in data) || typeof data.dataDir !== 'string') {
    throw new Error('a store worker was started without its setup')
  }
  const maxPages = 'maxPages' in data && typeof data.maxPages === 'number' ? data.maxPages : undefined
  return { dataDir: data.dataDir, ...(maxPages === undefined ? {} : { maxPages }) }
}
