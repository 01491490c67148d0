import { parseDate, parseDatetime, parseTimeOfDay } from '../datetime.ts'
import type { DataEntry, Meta } from '../label/label.ts'
import type { Words } from '../words.ts'
import type { XmlReader } from './xml-reader.ts'
import { isNmtoken } from './names.ts'
import { attributePlace, elementPlace, expected, illegalValue, oneOf } from './xml-words.ts'

/** A value under construction: what a reader fills before it hands it out. */
export type Draft<T> = { -readonly [K in keyof T]: T[K] }

const metaAttributes = ['name']
const dataAttributes = ['datapartType', 'filename', 'no-of-bytes', 'no-of-records']
const wholeNumber = /^[0-9]{1,15}$/

/** The text of the element just opened, as `yyyy-MM-ddTHH:mm:ss`. */
export function readDatetime(reader: XmlReader): string {
  reader.allow([])
  const { name, position } = reader
  const text = reader.text()
  const value = parseDatetime(text)
  if (value === undefined) {
    throw reader.fault(illegalValue(elementPlace(name), text, expected.datetime), position)
  }
  return value
}

/** The time of day that the element just opened holds as text: `HH:mm` or `HH:mm:ss`. */
export function readTimeOfDay(reader: XmlReader): string {
  reader.allow([])
  const { name, position } = reader
  const text = reader.text()
  const value = parseTimeOfDay(text)
  if (value === undefined) throw reader.fault(illegalValue(elementPlace(name), text, expected.time), position)
  return value
}

/** An optional attribute that holds a date: `yyyy-MM-dd`. */
export function optionalDate(reader: XmlReader, attribute: string): string | undefined {
  const text = reader.filled(attribute)
  if (text === undefined) return undefined
  const value = parseDate(text)
  if (value === undefined) {
    throw reader.fault(illegalValue(attributePlace(reader.name, attribute), text, expected.date))
  }
  return value
}

/** A required attribute that holds a date: `yyyy-MM-dd`. */
export function requiredDate(reader: XmlReader, attribute: string): string {
  const text = reader.required(attribute, expected.date)
  return optionalDate(reader, attribute) ?? failOn(reader, attribute, text, expected.date)
}

/** A required attribute that holds a whole number. */
export function requiredCount(reader: XmlReader, attribute: string): number {
  const text = reader.required(attribute, expected.count)
  return optionalCount(reader, attribute) ?? failOn(reader, attribute, text, expected.count)
}

/** One of an optional attribute's few values. */
export function optionalChoice<const T extends string>(
  reader: XmlReader,
  attribute: string,
  values: readonly T[],
): T | undefined {
  return reader.filled(attribute) === undefined ? undefined : choice(reader, attribute, values, undefined)
}

/** The text of the element just opened, which has no attributes. */
export function readText(reader: XmlReader): string {
  reader.allow([])
  return reader.text()
}

/** A required NMTOKEN attribute, without white space around it. */
export function requiredNmtoken(reader: XmlReader, attribute: string): string {
  const value = reader.required(attribute, expected.nmtoken).trim()
  if (!isNmtoken(value)) {
    throw reader.fault(illegalValue(attributePlace(reader.name, attribute), value, expected.nmtoken))
  }
  return value
}

/** One of an attribute's few values, or `whenAbsent`; undefined there makes the attribute required. */
export function choice<const T extends string>(
  reader: XmlReader,
  attribute: string,
  values: readonly T[],
  whenAbsent: NoInfer<T> | undefined,
): T {
  const found = reader.filled(attribute)
  if (found === undefined && whenAbsent !== undefined) return whenAbsent
  const wanted = found ?? reader.required(attribute, oneOf(values))
  for (const value of values) {
    if (value === wanted) return value
  }
  throw reader.fault(illegalValue(attributePlace(reader.name, attribute), wanted, oneOf(values)))
}

/** An optional attribute that holds a whole number. */
export function optionalCount(reader: XmlReader, attribute: string): number | undefined {
  const text = reader.filled(attribute)?.trim()
  if (text === undefined) return undefined
  if (!wholeNumber.test(text)) {
    throw reader.fault(illegalValue(attributePlace(reader.name, attribute), text, expected.count))
  }
  return Number(text)
}

function failOn(reader: XmlReader, attribute: string, found: string, wanted: Words): never {
  throw reader.fault(illegalValue(attributePlace(reader.name, attribute), found, wanted))
}

/** The `meta` just opened. */
export function readMeta(reader: XmlReader): Meta {
  reader.allow(metaAttributes)
  const name = reader.required('name', expected.text)
  return { name, value: reader.text() }
}

/** The `data` just opened; in 1.1, where it has no datapartType, that is the empty string. */
export function readData(reader: XmlReader, version: '1.2' | '1.1'): DataEntry {
  reader.allow(dataAttributes)
  const entry: Draft<DataEntry> = {
    datapartType:
      version === '1.1'
        ? (reader.attribute('datapartType') ?? '')
        : reader.required('datapartType', expected.text),
  }
  const fileName = reader.filled('filename')
  if (fileName !== undefined) entry.fileName = fileName
  const bytes = optionalCount(reader, 'no-of-bytes')
  if (bytes !== undefined) entry.bytes = bytes
  const records = optionalCount(reader, 'no-of-records')
  if (records !== undefined) entry.records = records
  reader.empty()
  return entry
}
