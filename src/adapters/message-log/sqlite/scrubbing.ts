import type { DatabaseSync } from 'node:sqlite'
import { saysNoRoom } from '../../storage-unavailable.ts'
import { type GroupCommit, StoreBroken } from './group-commit.ts'
import { int, only, text } from './rows.ts'
import { isFailedSync } from './sqlite-errors.ts'
import type { Place, SegmentReader, SegmentWriter } from './segments.ts'
import type { ScrubAnswer, ScrubStep } from './writer-wire.ts'

/*
 * How the octets that purges let go of leave the segments. A purge writes only rows: `stranded`, a message whose label lies
 * beside a body that must go, and `erasure`, a stretch that nobody needs. What is left of the work after a crash stands
 * there, so the next scrub does it. Steps, each bounded, so that commits come between them:
 *
 * 1. carry: stranded labels are written anew at the end of the newest segment; their old stretches become erasures.
 * 2. mark, then the reader answers a question: its snapshots live within one, so from then on none leads to a stretch
 *    that was erased before the mark.
 * 3. erase: these stretches are overwritten with zeros, synced, and their rows removed.
 * 4. drop: the WAL is emptied, so that it holds no page with what was deleted from the tables; and a segment to which no row leads is removed whole; else only zeros would be won, and no room. Never the newest, whose
 *    number would be given again.
 */

/** Messages whose labels are carried over at once. */
const labelsAtOnce = 200
/** Octets that are written at once: bounds for how long commits wait. */
const bytesAtOnce = 4 * 1024 * 1024
/** Transfers that are forgotten at once. */
const transfersAtOnce = 1000

export interface ScrubbingParts {
  readonly database: DatabaseSync
  readonly group: GroupCommit
  readonly segments: SegmentWriter
  readonly stretches: SegmentReader
}

interface Moved {
  readonly seq: number
  readonly from: Place
  readonly length: number
  readonly body: number
  readonly to: Place
}

/** What the writer does of a scrub. What it throws says that this step is not done, and harms nothing. */
export class Scrubbing {
  readonly #parts: ScrubbingParts
  readonly #stranded
  readonly #move
  readonly #carried
  readonly #erase
  readonly #last
  readonly #erasures
  readonly #erased
  readonly #needed
  readonly #checkpoint
  readonly #agreements
  readonly #forget

  constructor(parts: ScrubbingParts) {
    const { database } = parts
    this.#parts = parts
    this.#stranded = database.prepare(`
      SELECT m.seq, m.segment, m.at, m.json_length, s.body
      FROM stranded s JOIN message m ON m.seq = s.seq ORDER BY s.seq LIMIT ${labelsAtOnce}`)
    this.#move = database.prepare('UPDATE message SET segment = ?, at = ? WHERE seq = ?')
    this.#carried = database.prepare('DELETE FROM stranded WHERE seq = ?')
    this.#erase = database.prepare('INSERT INTO erasure (segment, at, length) VALUES (?, ?, ?)')
    this.#last = database.prepare('SELECT coalesce(max(id), 0) AS last FROM erasure')
    this.#erasures = database.prepare('SELECT id, segment, at, length FROM erasure WHERE id <= ? ORDER BY id')
    this.#erased = database.prepare('DELETE FROM erasure WHERE id <= ?')
    this.#needed = database.prepare(`
      SELECT EXISTS (SELECT 1 FROM message WHERE segment = :segment AND segment > 0)
        OR EXISTS (SELECT 1 FROM erasure WHERE segment = :segment) AS needed`)
    this.#checkpoint = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)')
    this.#agreements = database.prepare(`
      WITH RECURSIVE one (agreement) AS (
        SELECT min(agreement) FROM passed
        UNION ALL
        SELECT (SELECT min(agreement) FROM passed WHERE agreement > one.agreement) FROM one WHERE one.agreement IS NOT NULL
      )
      SELECT agreement FROM one WHERE agreement IS NOT NULL
        AND EXISTS (SELECT 1 FROM passed WHERE passed.agreement = one.agreement AND passed.at < ?)
      LIMIT 1`)
    this.#forget = database.prepare(`
      DELETE FROM passed WHERE rowid IN (
        SELECT rowid FROM passed WHERE agreement = ? AND at < ? ORDER BY at LIMIT ${transfersAtOnce})`)
  }

  take(step: ScrubStep): ScrubAnswer {
    switch (step.do) {
      case 'carry':
        return { left: this.#carry() }
      case 'mark':
        return { mark: int(only(this.#last.get()), 'last') }
      case 'erase':
        return { left: this.#eraseUpTo(step.mark) }
      case 'drop':
        return { dropped: this.#drop() }
      case 'forgetPassed':
        return { forgot: this.#forgetPassed(step.before) }
    }
  }

  /** Whether there may be more. */
  #carry(): boolean {
    const { segments, group } = this.#parts
    segments.roll()
    const begin = segments.end
    try {
      const moved = this.#writeAnew()
      if (moved.length === 0) return false
      group.alone(() => {
        for (const { seq, from, length, body, to } of moved) {
          this.#move.run(to.segment, to.at, seq)
          this.#erase.run(from.segment, from.at, length + body)
          this.#carried.run(seq)
        }
      })
      return true
    } catch (error) {
      segments.takeBack(begin)
      throw error
    }
  }

  #writeAnew(): readonly Moved[] {
    const { segments, stretches } = this.#parts
    const moved: Moved[] = []
    let bytes = 0
    try {
      for (const row of this.#stranded.iterate()) {
        const from = { segment: int(row, 'segment'), at: int(row, 'at') }
        const length = int(row, 'json_length')
        const to = segments.append(stretches.read(from, length))
        moved.push({ seq: int(row, 'seq'), from, length, body: int(row, 'body'), to })
        bytes += length
        if (bytes >= bytesAtOnce) break
      }
      if (moved.length > 0) segments.sync()
      return moved
    } catch (error) {
      if (saysNoRoom(error)) throw error
      throw new StoreBroken('a label could not be carried over', { cause: error })
    }
  }

  /** Whether there may be more. */
  #eraseUpTo(mark: number): boolean {
    const places: (Place & { readonly length: number })[] = []
    let last = 0
    let bytes = 0
    for (const row of this.#erasures.iterate(mark)) {
      places.push({ segment: int(row, 'segment'), at: int(row, 'at'), length: int(row, 'length') })
      last = int(row, 'id')
      bytes += int(row, 'length')
      if (bytes >= bytesAtOnce) break
    }
    if (places.length === 0) return false
    this.#parts.segments.overwrite(places)
    this.#parts.group.alone(() => this.#erased.run(last))
    return true
  }

  #drop(): readonly number[] {
    const { segments, stretches } = this.#parts
    this.#emptyWal()
    const dropped = segments
      .older()
      .filter((segment) => int(only(this.#needed.get({ segment })), 'needed') === 0)
    stretches.forget(dropped)
    segments.remove(dropped)
    return dropped
  }

  /** Left for the next time where a reader is in it this moment. */
  #emptyWal(): void {
    try {
      this.#checkpoint.all()
    } catch (error) {
      if (isFailedSync(error)) throw new StoreBroken('a sync of the database failed', { cause: error })
      throw error
    }
  }

  #forgetPassed(before: number): number {
    const row = this.#agreements.get(before)
    if (row === undefined) return 0
    const { group } = this.#parts
    return group.alone(() => Number(this.#forget.run(text(row, 'agreement'), before).changes))
  }
}
