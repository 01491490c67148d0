import type { Meta } from '../label/label.ts'
import { type Draft, readDatetime, requiredNmtoken } from '../xml/field-readers.ts'
import { documentLimits, type XmlLimits } from '../xml/xml-limits.ts'
import { XmlReader } from '../xml/xml-reader.ts'
import { expected, missingElement, unexpectedElement } from '../xml/xml-words.ts'
import type { Management } from './management.ts'

export interface ManagementOptions {
  /** The charset of the data part; what the XML declaration says goes before it. */
  readonly charset?: string | undefined
  readonly limits?: XmlLimits | undefined
}

/**
 * The `shs.management` that `bytes` hold; without `confirmation` and `error` it is a confirmation (section 14). Throws an
 * `XmlError` of IllegalDatapartContent.
 */
export function readManagement(bytes: Uint8Array, options: ManagementOptions = {}): Management {
  const reader = new XmlReader(bytes, {
    charset: options.charset,
    limits: options.limits ?? documentLimits,
    code: 'IllegalDatapartContent',
  })
  reader.root(['shs.management'])
  const at = reader.position
  reader.allow(['version', 'corr.id', 'content.id'])
  const corrId = requiredNmtoken(reader, 'corr.id')
  const contentId = requiredNmtoken(reader, 'content.id')
  let datetime: string | undefined
  let outcome: Outcome | undefined
  while (reader.child()) {
    const { name } = reader
    if (name === 'datetime' && datetime === undefined && outcome === undefined)
      datetime = readDatetime(reader)
    else if (name === 'confirmation' && outcome === undefined) outcome = readConfirmation(reader)
    else if (name === 'error' && outcome === undefined) outcome = readError(reader)
    else throw reader.fault(unexpectedElement('shs.management', name, allowed(datetime, outcome)))
  }
  reader.end()
  if (datetime === undefined) throw reader.fault(missingElement('shs.management', ['datetime']), at)
  return { corrId, contentId, datetime, ...(outcome ?? { kind: 'confirmation', appinfo: [] }) }
}

type Outcome = Pick<Management, 'kind' | 'appinfo' | 'errorCode' | 'errorInfo'>

function readConfirmation(reader: XmlReader): Outcome {
  reader.allow([])
  return { kind: 'confirmation', appinfo: readAppinfo(reader) }
}

function readError(reader: XmlReader): Outcome {
  reader.allow(['errorcode', 'errorinfo'])
  const outcome: Draft<Outcome> = { kind: 'error', appinfo: [] }
  const code = reader.filled('errorcode')
  if (code !== undefined) outcome.errorCode = code
  const info = reader.filled('errorinfo')
  if (info !== undefined) outcome.errorInfo = info
  outcome.appinfo = readAppinfo(reader)
  return outcome
}

function readAppinfo(reader: XmlReader): Meta[] {
  const parent = reader.name
  const read: Meta[] = []
  while (reader.child()) {
    if (reader.name !== 'appinfo') throw reader.fault(unexpectedElement(parent, reader.name, ['appinfo']))
    reader.allow(['name'])
    const name = reader.required('name', expected.text)
    read.push({ name, value: reader.text() })
  }
  return read
}

function allowed(datetime: string | undefined, outcome: Outcome | undefined): string[] {
  if (outcome !== undefined) return []
  return datetime === undefined ? ['datetime'] : ['confirmation', 'error']
}
