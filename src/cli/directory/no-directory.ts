import { KvittensError } from '../../protocol/kvittens-error.ts'

/** The settings name no directory that could be asked, or none that could be written in. */
export function noDirectory(file: string, what: 'ask' | 'write'): KvittensError {
  return new KvittensError('NoDirectory', {
    words:
      what === 'ask'
        ? { sv: `${file} nämner ingen katalog.`, en: `${file} names no directory.` }
        : {
            sv: `${file} ger ingen rätt att skriva i någon katalog.`,
            en: `${file} gives no right to write in any directory.`,
          },
    cure:
      what === 'ask'
        ? { sv: 'Ange en under directory.', en: 'Name one under directory.' }
        : {
            sv: 'Ange bindDn, passwordFile och base under directory[].publish.',
            en: 'Give bindDn, passwordFile and base under directory[].publish.',
          },
  })
}
