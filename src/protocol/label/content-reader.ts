import { type Draft, optionalCount, readData, readText, requiredNmtoken } from '../xml/field-readers.ts'
import type { XmlReader } from '../xml/xml-reader.ts'
import { expected, missingAttribute, unexpectedElement } from '../xml/xml-words.ts'
import type { DataEntry, Label, LabelContent } from './label.ts'

const attributes = ['content.id']
const attributesOf11 = ['content.id', 'uuid']
const compoundAttributes = ['no-of-parts']

/** The `content` just opened: data parts or a compound, then a comment; in 1.1 its id may be called `uuid`. */
export function readContent(reader: XmlReader, version: Label['version']): LabelContent {
  reader.allow(version === '1.1' ? attributesOf11 : attributes)
  const isOld = version === '1.1' && reader.attribute('content.id') === undefined
  const data: DataEntry[] = []
  const content: Draft<LabelContent> = {
    contentId: requiredNmtoken(reader, isOld ? 'uuid' : 'content.id'),
    data,
  }
  while (reader.child()) {
    const { name } = reader
    if (content.comment !== undefined) throw reader.fault(unexpectedElement('content', name, []))
    if (name === 'comment') {
      content.comment = readText(reader)
    } else if (name === 'data' && content.compoundParts === undefined) {
      data.push(readData(reader, version))
    } else if (name === 'compound' && content.compoundParts === undefined && data.length === 0) {
      content.compoundParts = readCompound(reader)
    } else {
      throw reader.fault(unexpectedElement('content', name, allowed(content)))
    }
  }
  return content
}

function readCompound(reader: XmlReader): number {
  reader.allow(compoundAttributes)
  const parts = optionalCount(reader, 'no-of-parts')
  if (parts === undefined) throw reader.fault(missingAttribute('compound', 'no-of-parts', expected.count))
  reader.empty()
  return parts
}

function allowed(content: LabelContent): string[] {
  if (content.compoundParts !== undefined) return ['comment']
  return content.data.length > 0 ? ['data', 'comment'] : ['data', 'compound', 'comment']
}
