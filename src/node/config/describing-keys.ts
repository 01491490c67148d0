import type { ItemForm, Keys } from './keys.ts'
import { variableOf } from './environment.ts'
import type { JsonSchema, ValueType } from './value-type.ts'

/** The JSON Schema of what a table reads; `named` says that its keys have environment variables. */
export function describeKeys(read: (keys: Keys) => unknown, named: boolean): JsonSchema {
  return describe(read, named ? [] : undefined)
}

function describe(read: (keys: Keys) => unknown, path: readonly string[] | undefined): JsonSchema {
  const properties: Record<string, JsonSchema> = {}
  const required: string[] = []
  const below = (name: string): readonly string[] | undefined => path && [...path, name]

  const put = (name: string, schema: JsonSchema, doc: string, ends: boolean): void => {
    const named = below(name)
    const variable = named !== undefined && ends ? ` Environment: ${variableOf(named)}.` : ''
    properties[name] = { description: doc + variable, ...schema }
  }
  const list = <T>(name: string, doc: string, least: number, form: ItemForm<T>): readonly T[] => {
    if (least > 0) required.push(name)
    put(name, { type: 'array', ...(least > 0 && { minItems: least }), items: itemSchema(form) }, doc, true)
    return []
  }
  const fileList = <T>(name: string, doc: string, form: ItemForm<T>): readonly T[] => {
    put(name, { type: 'array', items: itemSchema(form) }, `${doc} Only in the settings file on disk.`, false)
    return []
  }

  read({
    required<T>(name: string, type: ValueType<T>, doc: string): T {
      required.push(name)
      put(name, type.schema, doc, true)
      return type.example
    },
    optional(name, type, doc) {
      put(name, type.schema, doc, true)
      return undefined
    },
    defaulted(name, type, standard, doc) {
      put(name, { ...type.schema, default: plainDefault(type, standard) }, doc, true)
      return type.example
    },
    group(name, doc, read) {
      const schema = describe(read, below(name))
      if (schema['required'] !== undefined) required.push(name)
      put(name, schema, doc, false)
      return read(silent)
    },
    optionalGroup(name, doc, read) {
      put(name, describe(read, undefined), doc, false)
      return undefined
    },
    list,
    fileList,
    optionalList(name, doc, form) {
      list(name, doc, 0, form)
      return undefined
    },
  })
  return { type: 'object', properties, ...(required.length > 0 && { required }), additionalProperties: false }
}

function itemSchema<T>({ map, scalar }: ItemForm<T>): JsonSchema {
  const forms = [
    ...(map === undefined ? [] : [describe(map, undefined)]),
    ...(scalar === undefined ? [] : [scalar.type.schema]),
  ]
  const [only] = forms
  return forms.length === 1 && only !== undefined ? only : { anyOf: forms }
}

function plainDefault<T>(type: ValueType<T>, standard: string): unknown {
  const value = type.parse(standard, '/')
  return typeof value === 'boolean' || type.schema['type'] === 'integer' ? value : standard
}

/** Keys that describe nothing and give examples, for the value of a group that has been described. */
const silent: Keys = {
  required: (_name, type) => type.example,
  optional: () => undefined,
  defaulted: (_name, type) => type.example,
  group: (_name, _doc, read) => read(silent),
  optionalGroup: () => undefined,
  list: () => [],
  fileList: () => [],
  optionalList: () => undefined,
}
