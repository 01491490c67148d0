import { readFile } from 'node:fs/promises'
import { codeOf } from '../node/code-of.ts'
import { KvittensError } from '../protocol/kvittens-error.ts'
import type { Words } from '../protocol/words.ts'

const reasons: Readonly<Record<string, Words>> = {
  ENOENT: { sv: 'den finns inte', en: 'it is not there' },
  EACCES: { sv: 'rättighet saknas', en: 'permission denied' },
  EPERM: { sv: 'rättighet saknas', en: 'permission denied' },
  EISDIR: { sv: 'den är en mapp', en: 'it is a folder' },
  ENOTDIR: { sv: 'något på vägen dit är ingen mapp', en: 'something on the way to it is no folder' },
  EEXIST: { sv: 'den finns redan', en: 'it is there already' },
  ENOSPC: { sv: 'disken är full', en: 'the disk is full' },
  EROFS: { sv: 'disken går inte att skriva på', en: 'the disk cannot be written to' },
}

/** What the system says of a file, in words. */
export function fileError(path: string, cause: unknown, what: 'read' | 'write'): KvittensError {
  const code = codeOf(cause)
  const why = reasons[code] ?? { sv: code, en: code }
  return new KvittensError(what === 'read' ? 'CannotRead' : 'CannotWrite', {
    words:
      what === 'read'
        ? { sv: `${path} går inte att läsa: ${why.sv}.`, en: `${path} cannot be read: ${why.en}.` }
        : { sv: `${path} går inte att skriva: ${why.sv}.`, en: `${path} cannot be written: ${why.en}.` },
    cause,
  })
}

/** The text of a file that a person named. */
export async function readNamedFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw fileError(path, error, 'read')
  }
}
