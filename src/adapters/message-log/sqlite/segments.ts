import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  openSync,
  readSync,
  readdirSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { syncFolderNow } from '../../durable-folder.ts'

/*
 * Segments are append-only files beside the database. Each message has one stretch: its label and part index as
 * JSON, then its row body. A stretch is synced before the transaction that points at it commits, so a committed
 * row always finds its octets; a stretch that no row points at is what a refused or broken write left, and is
 * never read, and goes with the segment (scrubbing.ts). Measured: 5 kB bodies in SQLite itself cost 25-30 us of CPU a message more (each page is written
 * to the WAL, summed, read back and written again at the checkpoint), which here is one write.
 */

/** A new segment is begun when the last has this many octets. */
const segmentBytes = 256 * 1024 * 1024
/** Files held open for reading. */
const openSegments = 32

const zeros = Buffer.alloc(64 * 1024)

/** Where a stretch lies. */
export interface Place {
  readonly segment: number
  readonly at: number
}

function fileOf(dir: string, segment: number): string {
  return join(dir, `${String(segment).padStart(8, '0')}.seg`)
}

function segmentsIn(dir: string): readonly number[] {
  return readdirSync(dir).flatMap((name) => Number.parseInt(name, 10) || [])
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r+')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function writeZeros(file: number, { at, length }: { readonly at: number; readonly length: number }): void {
  for (let done = 0; done < length;) {
    done += writeSync(file, zeros, 0, Math.min(zeros.length, length - done), at + done)
  }
}

/** Opens a segment so that its name survives a power cut, whoever made it and however that ended. */
function openDurably(dir: string, segment: number): number {
  closeSync(openSync(fileOf(dir, segment), 'a', 0o600))
  syncFolderNow(dir)
  // Not in append mode: what a failed write left behind is written over.
  return openSync(fileOf(dir, segment), 'r+')
}

/** Appends to the newest segment; one per store. */
export class SegmentWriter {
  readonly #dir: string
  #segment: number
  #file: number
  #end: number
  #suspect = false

  constructor(dir: string) {
    this.#dir = dir
    this.#segment = Math.max(1, ...segmentsIn(dir))
    this.#file = openDurably(dir, this.#segment)
    this.#end = fstatSync(this.#file).size
  }

  /** Begins the next segment when this one is full or suspect; not between an append and its sync. */
  roll(): void {
    if (this.#end < segmentBytes && !this.#suspect) return
    const old = this.#file
    this.#file = openDurably(this.#dir, this.#segment + 1)
    this.#segment++
    this.#end = 0
    this.#suspect = false
    closeSync(old)
  }

  append(bytes: Uint8Array): Place {
    const place = { segment: this.#segment, at: this.#end }
    for (let done = 0; done < bytes.length;) {
      done += writeSync(this.#file, bytes, done, bytes.length - done, this.#end + done)
    }
    this.#end += bytes.length
    return place
  }

  /** Where the next stretch will lie. */
  get end(): Place {
    return { segment: this.#segment, at: this.#end }
  }

  /** Takes back what was appended since `end` was this place, when no row will point at it; it is written over. */
  takeBack(end: Place): void {
    if (end.segment === this.#segment) this.#end = end.at
  }

  /** Returns when everything appended would survive a power cut. */
  sync(): void {
    try {
      fdatasyncSync(this.#file)
    } catch (error) {
      // From now on the page cache may hold what the disk does not, and the next sync would not say so.
      this.#suspect = true
      throw error
    }
  }

  /** The segments before the newest. */
  older(): readonly number[] {
    return segmentsIn(this.#dir).filter((segment) => segment < this.#segment)
  }

  /** Overwrites stretches with zeros, synced; what lies in a segment that is gone needs no overwriting. */
  overwrite(stretches: readonly (Place & { readonly length: number })[]): void {
    for (const segment of new Set(stretches.map((stretch) => stretch.segment))) {
      const file = openIfThere(fileOf(this.#dir, segment))
      if (file === undefined) continue
      try {
        for (const stretch of stretches) if (stretch.segment === segment) writeZeros(file, stretch)
        fdatasyncSync(file)
      } finally {
        closeSync(file)
      }
    }
  }

  /** Removes whole segments, of those before the newest. */
  remove(segments: readonly number[]): void {
    if (segments.length === 0) return
    for (const segment of segments) rmSync(fileOf(this.#dir, segment), { force: true })
    syncFolderNow(this.#dir)
  }

  close(): void {
    closeSync(this.#file)
  }
}

/** Reads stretches; each thread has its own. */
export class SegmentReader {
  readonly #dir: string
  readonly #files = new Map<number, number>()

  constructor(dir: string) {
    this.#dir = dir
  }

  read(place: Place, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length)
    const file = this.#fileOf(place.segment)
    for (let done = 0; done < length;) {
      const read = readSync(file, bytes, done, length - done, place.at + done)
      if (read === 0) throw new Error(`segment ${place.segment} ends before ${place.at + length}`)
      done += read
    }
    return bytes
  }

  #fileOf(segment: number): number {
    const known = this.#files.get(segment)
    if (known !== undefined) return known
    const [oldest] = this.#files
    if (oldest !== undefined && this.#files.size >= openSegments) {
      this.#files.delete(oldest[0])
      closeSync(oldest[1])
    }
    const file = openSync(fileOf(this.#dir, segment), 'r')
    this.#files.set(segment, file)
    return file
  }

  /** Closes what it holds open of segments that are removed, so that their room is free. */
  forget(segments: readonly number[]): void {
    for (const segment of segments) {
      const file = this.#files.get(segment)
      if (file === undefined) continue
      this.#files.delete(segment)
      closeSync(file)
    }
  }

  close(): void {
    for (const file of this.#files.values()) closeSync(file)
    this.#files.clear()
  }
}
