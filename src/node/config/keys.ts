import type { ValueType } from './value-type.ts'

/** How an item of a list may be written. */
export interface ItemForm<T> {
  /** As a map of keys. */
  readonly map?: (keys: Keys) => T
  /** As one bare value. */
  readonly scalar?: ItemScalar<T>
}

interface ItemScalar<T> {
  readonly type: ValueType<T>
}

/**
 * The keys of a map, asked for one by one. What asks is the table of a file's form: with a file behind it gives
 * values and collects problems, with none it writes the JSON Schema. So the two can't disagree.
 */
export interface Keys {
  required<T>(name: string, type: ValueType<T>, doc: string): T
  optional<T>(name: string, type: ValueType<T>, doc: string): T | undefined
  /** `standard` is the value where none is written, as a person would write it. */
  defaulted<T>(name: string, type: ValueType<T>, standard: string, doc: string): T
  /** A map; where it isn't written, its keys have their own defaults. */
  group<T>(name: string, doc: string, read: (keys: Keys) => T): T
  /** A map that may be left out as a whole. */
  optionalGroup<T>(name: string, doc: string, read: (keys: Keys) => T): T | undefined
  /** A list with at least `least` items; with none where it isn't written and needn't be. */
  list<T>(name: string, doc: string, least: number, item: ItemForm<T>): readonly T[]
  /** A list that may be left out, and that the environment can't override: what it may run is said on disk only. */
  fileList<T>(name: string, doc: string, item: ItemForm<T>): readonly T[]
  optionalList<T>(name: string, doc: string, item: ItemForm<T>): readonly T[] | undefined
}
