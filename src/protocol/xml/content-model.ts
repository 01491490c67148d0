import type { Words } from '../words.ts'
import type { XmlReader } from './xml-reader.ts'
import { missingElement, onlyOne, unexpectedElement, wrongOrder } from './xml-words.ts'

type Read<T> = (reader: XmlReader) => T

/** A place of a content model: the elements that may stand there, and what was read of them. */
abstract class Particle<T> {
  readonly names: readonly string[]
  readonly required: boolean
  readonly repeats: boolean
  /** What to do instead of having it twice; a sentence. */
  readonly twice: Words | undefined
  protected readonly found: T[] = []
  readonly #read: Read<T>
  #firstName: string | undefined

  constructor(
    names: string | readonly string[],
    read: Read<T>,
    required: boolean,
    repeats: boolean,
    twice?: Words,
  ) {
    this.names = typeof names === 'string' ? [names] : names
    this.required = required
    this.repeats = repeats
    this.twice = twice
    this.#read = read
  }

  /** The name of the first element that was read into this place. */
  get firstName(): string | undefined {
    return this.#firstName
  }

  get isEmpty(): boolean {
    return this.found.length === 0
  }

  /** Reads the element just opened into this place. */
  take(reader: XmlReader): void {
    this.#firstName ??= reader.name
    this.found.push(this.#read(reader))
  }
}

class One<T> extends Particle<T> {
  get value(): T {
    const [value] = this.found
    if (value === undefined) throw new Error('the value of a content model before it was read')
    return value
  }
}

class Optional<T> extends Particle<T> {
  get value(): T | undefined {
    return this.found[0]
  }
}

class Several<T> extends Particle<T> {
  get values(): readonly T[] {
    return this.found
  }
}

/** An element that must be there once; of several names, one of them. */
export function one<T>(names: string | readonly string[], read: Read<T>): One<T> {
  return new One(names, read, true, false)
}

/** An element that may be there once (`?` of a DTD); `twice` says what to do where somebody wants two. */
export function optional<T>(names: string | readonly string[], read: Read<T>, twice?: Words): Optional<T> {
  return new Optional(names, read, false, false, twice)
}

/** Elements of which there is at least one (`+` of a DTD). */
export function some<T>(names: string | readonly string[], read: Read<T>): Several<T> {
  return new Several(names, read, true, true)
}

/** Any number of elements (`*` of a DTD). */
export function many<T>(names: string | readonly string[], read: Read<T>): Several<T> {
  return new Several(names, read, false, true)
}

/** Reads the children of the element just opened by its content model, which is a sequence; their values are in the model. */
export function readChildren(reader: XmlReader, model: readonly Particle<unknown>[]): void {
  const { name: parent, position } = reader
  let stage = 0
  while (reader.child()) {
    const { name } = reader
    const place = model.findIndex((_, i) => mayStand(model, i, stage, name))
    const particle = model[place]
    if (particle === undefined) throw reader.fault(misplaced(parent, name, model, stage))
    stage = place
    particle.take(reader)
  }
  const missing = model.find(({ required, isEmpty }) => required && isEmpty)
  if (missing !== undefined) throw reader.fault(missingElement(parent, missing.names), position)
}

/** An element that can't stand here: one too many, one that goes before what was read, or none of the model's. */
function misplaced(parent: string, name: string, model: readonly Particle<unknown>[], stage: number): Words {
  const place = model.findIndex(({ names }) => names.includes(name))
  const particle = model[place]
  if (particle === undefined) return unexpectedElement(parent, name, namesFrom(model, stage))
  if (!particle.isEmpty && !particle.repeats) return onlyOne(parent, particle.names, particle.twice)
  const after = model.slice(place + 1).find(({ isEmpty }) => !isEmpty)
  return wrongOrder(parent, name, after?.firstName ?? '')
}

function mayStand(model: readonly Particle<unknown>[], place: number, stage: number, name: string): boolean {
  const particle = model[place]
  if (particle === undefined || place < stage || !particle.names.includes(name)) return false
  return place > stage || particle.repeats || particle.isEmpty
}

function namesFrom(model: readonly Particle<unknown>[], stage: number): string[] {
  return model.flatMap(({ names }, i) => names.filter((name) => mayStand(model, i, stage, name)))
}
