import type { DatabaseSync } from 'node:sqlite'
import type { DueQuery } from '../../../exchange/ports/message-log.ts'
import type { MessageReader } from './message-reader.ts'
import { int, type Row, text } from './rows.ts'
import type { NextDueQuery } from './reader-wire.ts'
import type { RecordWire } from './row-wire.ts'

/*
 * What is due is sought in order of time first, which finds it at once unless very many for destinations that are left
 * out stand before it. Behind those it is sought destination by destination: two steps in the index for each, and only
 * the rows that are given. So neither many messages for one destination nor many destinations make a question dear.
 */

/** Rows that are looked at in order of time; more than are ever in hand or asked for at once. */
const rowsInOrder = 1000
/** Rows of one destination that are read at a time. */
const rowsAtOnce = 64

interface DueRow {
  readonly seq: number
  readonly due: number
  readonly destination: string
}

/** Messages that wait for their time. The caller sees to it that a question is answered from one snapshot. */
export class DueQueue {
  readonly #messages: MessageReader
  readonly #soonest
  readonly #firstOfEach
  readonly #ofOne
  readonly #receipt

  constructor(database: DatabaseSync, messages: MessageReader) {
    this.#messages = messages
    this.#soonest = database.prepare(`
      SELECT seq, due, destination FROM handling WHERE due IS NOT NULL ORDER BY due, seq LIMIT ${rowsInOrder}`)
    this.#firstOfEach = database.prepare(`
      WITH RECURSIVE place (destination) AS (
        SELECT min(destination) FROM handling WHERE due IS NOT NULL
        UNION ALL
        SELECT (SELECT min(destination) FROM handling WHERE due IS NOT NULL AND destination > place.destination)
        FROM place WHERE place.destination IS NOT NULL
      )
      SELECT first.seq AS seq, first.due AS due, first.destination AS destination
      FROM place CROSS JOIN handling first ON first.seq = (
        SELECT seq FROM handling
        WHERE due IS NOT NULL AND destination = place.destination AND (due, seq) > (?, ?)
        ORDER BY due, seq LIMIT 1
      )
      WHERE place.destination NOT IN (SELECT value FROM json_each(?))
      ORDER BY first.due, first.seq`)
    this.#ofOne = database.prepare(`
      SELECT seq, due, destination FROM handling
      WHERE due IS NOT NULL AND destination = ? AND (due, seq) > (?, ?)
      ORDER BY due, seq LIMIT ${rowsAtOnce}`)
    this.#receipt = database.prepare('SELECT receipt FROM message WHERE seq = ?')
  }

  due({ now, limit, destination, exceptDestinations, except }: DueQuery): readonly RecordWire[] {
    const records: RecordWire[] = []
    if (limit < 1) return records
    const passedOver = new Set(except)
    const rows =
      destination === undefined ? this.#inOrder(exceptDestinations) : this.#after(destination, beforeAll)
    for (const { seq, due } of rows) {
      if (due > now) break
      if (this.#isAmong(passedOver, seq)) continue
      const record = this.#messages.record(seq)
      if (record !== undefined) records.push(record)
      if (records.length >= limit) break
    }
    return records
  }

  nextDue({ exceptDestinations, except }: NextDueQuery): number | undefined {
    const passedOver = new Set(except)
    for (const { seq, due } of this.#inOrder(exceptDestinations)) {
      if (!this.#isAmong(passedOver, seq)) return due
    }
    return undefined
  }

  #isAmong(receipts: ReadonlySet<string>, seq: number): boolean {
    if (receipts.size === 0) return false
    const row = this.#receipt.get(seq)
    return row !== undefined && receipts.has(text(row, 'receipt'))
  }

  *#inOrder(exceptDestinations: readonly string[]): Generator<DueRow> {
    // The empty one stands for none, and none is never left out.
    const except = new Set(exceptDestinations.filter((one) => one !== ''))
    let looked = 0
    let last = beforeAll
    for (const found of this.#soonest.iterate()) {
      looked++
      last = dueRowOf(found)
      if (!except.has(last.destination)) yield last
    }
    if (looked === rowsInOrder) yield* this.#byDestination(except, last)
  }

  /** What comes after a row, merged from the destinations; one is opened only when its first row has been given. */
  *#byDestination(except: ReadonlySet<string>, after: DueRow): Generator<DueRow> {
    const firsts = this.#firsts(except, after)
    const opened: { row: DueRow; readonly rest: Generator<DueRow> }[] = []
    try {
      let first = nextOf(firsts)
      for (;;) {
        const least = opened.reduce<(typeof opened)[number] | undefined>(
          (one, other) => (one === undefined || isBefore(other.row, one.row) ? other : one),
          undefined,
        )
        if (first !== undefined && (least === undefined || isBefore(first, least.row))) {
          yield first
          const rest = this.#after(first.destination, first)
          const second = nextOf(rest)
          if (second !== undefined) opened.push({ row: second, rest })
          first = nextOf(firsts)
          continue
        }
        if (least === undefined) return
        yield least.row
        const next = nextOf(least.rest)
        if (next === undefined) opened.splice(opened.indexOf(least), 1)
        else least.row = next
      }
    } finally {
      firsts.return(undefined)
    }
  }

  *#firsts(except: ReadonlySet<string>, { due, seq }: DueRow): Generator<DueRow> {
    for (const row of this.#firstOfEach.iterate(due, seq, JSON.stringify([...except]))) yield dueRowOf(row)
  }

  *#after(destination: string, row: Pick<DueRow, 'due' | 'seq'>): Generator<DueRow> {
    let { due, seq } = row
    for (;;) {
      const rows = this.#ofOne.all(destination, due, seq).map(dueRowOf)
      for (const one of rows) {
        yield one
        ;({ due, seq } = one)
      }
      if (rows.length < rowsAtOnce) return
    }
  }
}

const beforeAll: DueRow = { due: Number.MIN_SAFE_INTEGER, seq: 0, destination: '' }

function isBefore(one: DueRow, other: DueRow): boolean {
  return one.due < other.due || (one.due === other.due && one.seq < other.seq)
}

function nextOf(rows: Iterator<DueRow>): DueRow | undefined {
  const next = rows.next()
  return next.done === true ? undefined : next.value
}

function dueRowOf(row: Row): DueRow {
  return { seq: int(row, 'seq'), due: int(row, 'due'), destination: text(row, 'destination') }
}
