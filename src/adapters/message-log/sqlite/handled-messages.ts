import type { DatabaseSync } from 'node:sqlite'
import type { DueQuery, ExchangeIds } from '../../../exchange/ports/message-log.ts'
import type { MessageReader } from './message-reader.ts'
import { int, optionalInt, text } from './rows.ts'
import type { PassedWire, RecordWire } from './wire.ts'

const mostOfOneExchange = 100

interface DueRow {
  readonly seq: number
  readonly due: number
}

/**
 * Finds messages that are on their way. What is due is sought destination by destination, each a step in the index: the
 * many that wait for one that does not answer are never walked.
 */
export class HandledMessages {
  readonly #messages: MessageReader
  readonly #nextDestination
  readonly #due
  readonly #firstDue
  readonly #exchange
  readonly #copies
  readonly #passed

  constructor(database: DatabaseSync, messages: MessageReader) {
    this.#messages = messages
    this.#nextDestination = database.prepare(`
      SELECT destination FROM handling WHERE due IS NOT NULL AND destination > ? ORDER BY destination LIMIT 1`)
    this.#due = database.prepare(`
      SELECT seq, due FROM handling WHERE destination = ? AND due <= ? AND due IS NOT NULL ORDER BY due, seq LIMIT ?`)
    this.#firstDue = database.prepare(`
      SELECT due, message.receipt AS receipt FROM handling JOIN message USING (seq)
      WHERE destination = ? AND due IS NOT NULL ORDER BY due, seq LIMIT ?`)
    this.#exchange = database.prepare(`
      SELECT seq FROM handling WHERE corr_id = ? AND content_id = ? AND adm = 0 ORDER BY seq LIMIT ?`)
    this.#copies = database.prepare('SELECT seq FROM handling WHERE split_of = ? ORDER BY seq')
    this.#passed = database.prepare(
      'SELECT at, bytes FROM passed WHERE agreement = ? AND at >= ? ORDER BY at',
    )
  }

  due({ now, limit, destination, exceptDestinations, except }: DueQuery): readonly RecordWire[] {
    const passedOver = new Set(except)
    // As many more as may fall away.
    const most = limit + passedOver.size
    const found: DueRow[] = []
    for (const one of this.#destinations(destination, exceptDestinations)) {
      for (const row of this.#due.all(one, now, most)) {
        found.push({ seq: int(row, 'seq'), due: int(row, 'due') })
      }
    }
    found.sort((one, other) => one.due - other.due || one.seq - other.seq)
    const records: RecordWire[] = []
    for (const { seq } of found) {
      if (records.length >= limit) break
      const record = this.#messages.record(seq)
      if (record !== undefined && !passedOver.has(record.receipt)) records.push(record)
    }
    return records
  }

  nextDue({
    exceptDestinations,
    except,
  }: Pick<DueQuery, 'exceptDestinations' | 'except'>): number | undefined {
    const passedOver = new Set(except)
    let first: number | undefined
    for (const destination of this.#destinations(undefined, exceptDestinations)) {
      const rows = this.#firstDue.all(destination, passedOver.size + 1)
      const row = rows.find((one) => !passedOver.has(text(one, 'receipt')))
      const due = row && optionalInt(row, 'due')
      if (due !== undefined && (first === undefined || due < first)) first = due
    }
    return first
  }

  byExchange(ids: readonly ExchangeIds[]): readonly (readonly RecordWire[])[] {
    return ids.map(({ corrId, contentId }) =>
      this.#records(this.#exchange.all(corrId, contentId, mostOfOneExchange).map((row) => int(row, 'seq'))),
    )
  }

  copies(of: string): readonly RecordWire[] {
    return this.#records(this.#copies.all(of).map((row) => int(row, 'seq')))
  }

  passed(agreement: string, since: number): readonly PassedWire[] {
    return this.#passed.all(agreement, since).map((row) => [agreement, int(row, 'at'), int(row, 'bytes')])
  }

  #records(seqs: readonly number[]): readonly RecordWire[] {
    return seqs.flatMap((seq) => this.#messages.record(seq) ?? [])
  }

  *#destinations(only: string | undefined, except: readonly string[]): Generator<string> {
    if (only !== undefined) {
      yield only
      return
    }
    const left = new Set(except)
    // The empty one stands for none, and none is ever left out.
    yield ''
    for (let at = ''; ;) {
      const row = this.#nextDestination.get(at)
      if (row === undefined) return
      at = text(row, 'destination')
      if (!left.has(at)) yield at
    }
  }
}
