import type { DatabaseSync } from 'node:sqlite'

/** Answers a question from one snapshot of the database, however many statements it takes. */
export function oneSnapshot(database: DatabaseSync): <T>(read: () => T) => T {
  const begin = database.prepare('BEGIN')
  const end = database.prepare('COMMIT')
  return (read) => {
    begin.run()
    try {
      return read()
    } finally {
      end.run()
    }
  }
}
