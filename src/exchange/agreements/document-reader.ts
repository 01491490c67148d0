import { readAgreement } from '../../protocol/agreement/agreement-reader.ts'
import { KvittensError } from '../../protocol/kvittens-error.ts'
import { ProtocolError } from '../../protocol/protocol-error.ts'
import type { AgreementSettings } from '../node-settings.ts'
import type { Ports } from '../ports/ports.ts'
import type { Agreement } from '../ports/registry.ts'
import { documentOf } from './agreement-entry.ts'
import { type LocalAgreement, localAgreement, type TermsMode } from './known-agreement.ts'
import { zones } from './zone.ts'

interface Read {
  readonly document: string
  readonly mode: TermsMode
  /** Undefined where the document can't be read. */
  readonly agreement: LocalAgreement | undefined
}

/**
 * Makes agreements of the registry ready to be asked, each document once. One that can't be read any more is no
 * agreement; the journal is told of it, once.
 */
export function documentReader(
  { journal, ids }: Pick<Ports, 'journal' | 'ids'>,
  { qos, hours }: AgreementSettings,
): (entry: Agreement) => readonly LocalAgreement[] {
  const zoneOf = zones()
  const known = new Map<string, Read>()

  const read = (entry: Agreement, mode: TermsMode): LocalAgreement | undefined => {
    try {
      return localAgreement(readAgreement(documentOf(entry)), mode, zoneOf, hours)
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      journal.fault(ids.uuid(), unreadable(entry.uuid, error))
      return undefined
    }
  }
  return (entry) => {
    const { uuid, document, mode = qos } = entry
    let found = known.get(uuid)
    if (found?.document !== document || found.mode !== mode) {
      found = { document, mode, agreement: read(entry, mode) }
      known.set(uuid, found)
    }
    return found.agreement === undefined ? [] : [found.agreement]
  }
}

function unreadable(uuid: string, cause: ProtocolError): KvittensError {
  return new KvittensError('UnreadableAgreement', {
    words: {
      sv: `Överenskommelsen ${uuid} i registret går inte att läsa och räknas inte: ${cause.words.sv}`,
      en: `The agreement ${uuid} in the registry cannot be read and does not count: ${cause.words.en}`,
    },
    cure: { sv: 'Importera den på nytt.', en: 'Import it again.' },
    cause,
  })
}
