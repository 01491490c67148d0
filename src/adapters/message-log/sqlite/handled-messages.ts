import type { DatabaseSync } from 'node:sqlite'
import type { DueQuery, ExchangeIds } from '../../../exchange/ports/message-log.ts'
import { DueQueue } from './due-queue.ts'
import type { MessageReader } from './message-reader.ts'
import { oneSnapshot } from './one-snapshot.ts'
import { int } from './rows.ts'
import type { PassedWire } from './change-wire.ts'
import type { NextDueQuery } from './reader-wire.ts'
import type { RecordWire } from './row-wire.ts'

const mostOfOneExchange = 100

/**
 * Finds messages by how they are handled. Each question is answered from one snapshot: a message must not be given as
 * due with what became of it a moment later, at the version that it has then.
 */
export class HandledMessages {
  readonly #messages: MessageReader
  readonly #queue: DueQueue
  readonly #exchange
  readonly #copies
  readonly #passed
  readonly #atOnce

  constructor(database: DatabaseSync, messages: MessageReader) {
    this.#messages = messages
    this.#queue = new DueQueue(database, messages)
    this.#exchange = database.prepare(`
      SELECT seq FROM handling
      WHERE corr_id = ?1 AND content_id = ?2 AND adm = 0 AND (?3 IS NULL OR destination = ?3)
      ORDER BY seq LIMIT ?4`)
    this.#copies = database.prepare('SELECT seq FROM handling WHERE split_of = ? ORDER BY seq')
    this.#passed = database.prepare(
      'SELECT at, bytes FROM passed WHERE agreement = ? AND at >= ? ORDER BY at',
    )
    this.#atOnce = oneSnapshot(database)
  }

  due(query: DueQuery): readonly RecordWire[] {
    return this.#atOnce(() => this.#queue.due(query))
  }

  nextDue(query: NextDueQuery): number | undefined {
    return this.#atOnce(() => this.#queue.nextDue(query))
  }

  byExchange(ids: readonly ExchangeIds[]): readonly (readonly RecordWire[])[] {
    return this.#atOnce(() =>
      ids.map(({ corrId, contentId, destination = null }) => {
        const rows = this.#exchange.all(corrId, contentId, destination, mostOfOneExchange)
        return this.#records(rows.map((row) => int(row, 'seq')))
      }),
    )
  }

  copies(of: string): readonly RecordWire[] {
    return this.#atOnce(() => this.#records(this.#copies.all(of).map((row) => int(row, 'seq'))))
  }

  passed(agreement: string, since: number): readonly PassedWire[] {
    return this.#passed.all(agreement, since).map((row) => [agreement, int(row, 'at'), int(row, 'bytes')])
  }

  #records(seqs: readonly number[]): readonly RecordWire[] {
    return seqs.flatMap((seq) => this.#messages.record(seq) ?? [])
  }
}
