import { KvittensError } from '../protocol/kvittens-error.ts'

/** The disk is full or the store is locked: nothing of the call was kept, and the same call may succeed later. */
export class StorageUnavailable extends KvittensError {
  constructor(detail: unknown) {
    super('StorageUnavailable', {
      words: {
        sv: 'Noden kan inte spara just nu. Ingenting av det som skickades har sparats.',
        en: 'The node cannot store anything right now. Nothing of what was sent was kept.',
      },
      cure: {
        sv: 'Försök igen senare. Den som sköter noden: loggen säger om disken med dataDir är full eller om ett annat program håller databasen låst.',
        en: 'Try again later. The operator of the node: the log says whether the disk with dataDir is full or another program keeps the database locked.',
      },
      retryable: true,
      cause: detail,
    })
  }
}

/** Does this error of the operating system say that there is no room? */
export function saysNoRoom(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
}
