import { isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml'
import type { Overrides } from './environment.ts'
import type { ItemForm, Keys } from './keys.ts'
import { badValue, missing, onlyInFile, tooFew, unknownKey, wrongShape } from './key-problems.ts'
import type { Place, Problem } from './problem.ts'
import type { ValueType } from './value-type.ts'
import { readYamlVariable, type YamlSource } from './yaml-source.ts'

/** What a reading of a file shares. */
export interface Reading {
  readonly problems: Problem[]
  /** Where each value was written, by the path of its key. */
  readonly places: Map<string, Place>
  readonly overrides?: Overrides
}

interface Spot {
  readonly reading: Reading
  readonly source: YamlSource
  /** The keys to here; with items in it (`certificates[0]`) the environment is not asked. */
  readonly path: readonly string[]
}

/** Reads a document's map by its table; `node` is what to read, undefined the same as an empty map. */
export function readKeys<T>(
  source: YamlSource,
  node: Node | undefined,
  reading: Reading,
  read: (keys: Keys) => T,
): T {
  return readMap({ reading, source, path: [] }, node, read)
}

function readMap<T>(spot: Spot, node: Node | undefined, read: (keys: Keys) => T): T {
  const { problems } = spot.reading
  const map = isMap(node) ? node : undefined
  if (node !== undefined && map === undefined && !isEmpty(node))
    problems.push(wrongShape(here(spot, node), 'map'))
  const asked = new Set<string>()
  const before = problems.length
  const result = read(keysOf(spot, map, node, asked))
  const unknown = (map?.items ?? []).filter(({ key }) => !asked.has(keyName(key)))
  // Told before what is missing: a mistyped key is the reason for both.
  problems.splice(before, 0, ...unknown.map(({ key }) => strange(spot, key, asked)))
  return result
}

function keysOf(spot: Spot, map: YAMLMap | undefined, node: Node | undefined, asked: Set<string>): Keys {
  const { reading, source } = spot
  const { problems } = reading

  const child = (name: string): { spot: Spot; node: Node | undefined } => {
    asked.add(name)
    const at = { ...spot, path: [...spot.path, name] }
    const found = map?.items.find(({ key }) => keyName(key) === name)
    const value = found === undefined ? undefined : (source.resolve(found.value) ?? source.resolve(found.key))
    if (value !== undefined) reading.places.set(at.path.join('.'), source.placeOf(value))
    return {
      spot: at,
      node: value === undefined || isEmpty(value) || value === found?.key ? undefined : value,
    }
  }

  /** The value as written; undefined where it isn't, `bad` where a problem has been told. */
  const written = <T>(name: string, type: ValueType<T>): { readonly value: T } | undefined => {
    const { spot: at, node } = child(name)
    const override = takeOverride(at)
    if (override === undefined && node === undefined) return undefined
    const text = override?.text ?? scalarText(node)
    const value = text === undefined ? undefined : type.parse(text, source.folder)
    if (value !== undefined) return { value }
    const where = override === undefined ? here(at, node) : overridden(at, override.variable)
    problems.push(text === undefined ? wrongShape(where, 'value') : badValue(where, text, type))
    return { value: type.example }
  }

  const items = <T>(
    name: string,
    form: ItemForm<T>,
    overrideOf: typeof takeOverride = takeOverride,
  ): readonly T[] | undefined => {
    const { spot: at, node: value } = child(name)
    const override = overrideOf(at)
    const from =
      override === undefined
        ? source
        : readYamlVariable(override.variable, override.text, source.folder, problems)
    const list = override === undefined ? value : from.root
    if (list === undefined) return undefined
    if (!isSeq(list)) {
      problems.push(wrongShape({ place: from.placeOf(list), key: at.path.join('.') }, 'list'))
      return undefined
    }
    return list.items.flatMap((item, index) => {
      const path = [...spot.path, `${name}[${index}]`]
      return readItem(
        { reading: { problems, places: reading.places }, source: from, path },
        from.resolve(item),
        form,
      )
    })
  }

  return {
    required(name, type) {
      const found = written(name, type)
      if (found === undefined) problems.push(missing(absent(spot, map ?? node, name), type.expected))
      return found === undefined ? type.example : found.value
    },
    optional: (name, type) => written(name, type)?.value,
    defaulted(name, type, standard) {
      const found = written(name, type)
      if (found !== undefined) return found.value
      return type.parse(standard, source.folder) ?? type.example
    },
    group(name, _doc, read) {
      const at = child(name)
      return readMap(at.spot, at.node, read)
    },
    optionalGroup(name, _doc, read) {
      const at = child(name)
      return at.node === undefined ? undefined : readMap(at.spot, at.node, read)
    },
    list(name, _doc, least, form) {
      const before = problems.length
      const found = items(name, form) ?? []
      if (found.length < least && problems.length === before)
        problems.push(tooFew(absent(spot, map ?? node, name), least))
      return found
    },
    fileList: (name, _doc, form) => items(name, form, refuseOverride) ?? [],
    optionalList: (name, _doc, form) => items(name, form),
  }
}

function readItem<T>(spot: Spot, node: Node | undefined, { map, scalar }: ItemForm<T>): T[] {
  const { problems, places } = spot.reading
  places.set(spot.path.join('.'), spot.source.placeOf(node))
  if (map !== undefined && (isMap(node) || scalar === undefined)) return [readMap(spot, node, map)]
  const text = scalarText(node)
  if (scalar === undefined || text === undefined) {
    problems.push(wrongShape(here(spot, node), 'value'))
    return []
  }
  const value = scalar.type.parse(text, spot.source.folder)
  if (value === undefined) problems.push(badValue(here(spot, node), text, scalar.type))
  return value === undefined ? [] : [value]
}

function takeOverride({ reading, path }: Spot): { variable: string; text: string } | undefined {
  const found = reading.overrides?.take(path)
  if (found !== undefined)
    reading.places.set(path.join('.'), { kind: 'environment', variable: found.variable })
  return found
}

/** Nothing, and a problem for each variable that is set. */
function refuseOverride(spot: Spot): undefined {
  const { overrides, problems } = spot.reading
  const set = overrides?.refuse(spot.path) ?? []
  problems.push(...set.map((variable) => onlyInFile(overridden(spot, variable))))
}

function strange(spot: Spot, key: unknown, asked: Iterable<string>): Problem {
  const name = keyName(key)
  const at = { place: spot.source.placeOf(spot.source.resolve(key)), key: [...spot.path, name].join('.') }
  return unknownKey(at, name, asked)
}

function here(spot: Spot, node: Node | undefined): { place: Place; key: string } {
  return { place: spot.source.placeOf(node), key: spot.path.join('.') }
}

function absent(spot: Spot, node: Node | undefined, name: string): { place: Place; key: string } {
  return { place: spot.source.placeOf(node ?? spot.source.root), key: [...spot.path, name].join('.') }
}

function overridden(spot: Spot, variable: string): { place: Place; key: string } {
  return { place: { kind: 'environment', variable }, key: spot.path.join('.') }
}

function isEmpty(node: Node): boolean {
  return isScalar(node) && node.value === null
}

function keyName(key: unknown): string {
  return isScalar(key) ? String(key.source ?? key.value) : String(key)
}

/** A scalar's text as it was written, so that 0123 and 1.10 stay what they are. */
function scalarText(node: Node | undefined): string | undefined {
  if (!isScalar(node) || node.value === null) return undefined
  return typeof node.value === 'string' ? node.value : node.source
}
