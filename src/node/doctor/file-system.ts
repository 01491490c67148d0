import { statfs } from 'node:fs/promises'
import type { Words } from '../../protocol/words.ts'
import { type Check, outcome, ok, type Verdict, warn } from './check.ts'

/** The kinds of file system that keep less than they seem to, by their magic number on Linux (statfs(2)). */
const kinds: Readonly<Record<number, Verdict>> = {
  0x6969: network('NFS'),
  0xff534d42: network('CIFS'),
  0xfe534d42: network('SMB'),
  0x01021997: network('9p'),
  0x01021994: fleeting('tmpfs', {
    sv: 'den ligger i minnet, och allt är borta när maskinen startar om',
    en: 'it lies in memory, and all is gone when the machine restarts',
  }),
  0x794c7630: fleeting('overlay', {
    sv: 'i en container försvinner den med containern',
    en: 'in a container it goes with the container',
  }),
}

/** Whether what is written under node.dataDir stays there. */
export function fileSystem(folder: string): Check {
  return {
    name: 'file-system',
    async run() {
      if (process.platform !== 'linux') return { verdicts: [], next: [] }
      const { type } = await statfs(folder)
      return outcome(kinds[type] ?? lasting)
    },
  }
}

function network(name: string): Verdict {
  return warn(
    {
      sv: `Filsystemet är en nätdisk (${name}): lås och fsync är inte bättre än servern bakom den.`,
      en: `The file system is a network disk (${name}): locks and fsync are no better than the server behind it.`,
    },
    { sv: 'Lägg node.dataDir på en lokal disk.', en: 'Put node.dataDir on a local disk.' },
  )
}

function fleeting(name: string, why: Words): Verdict {
  return warn(
    { sv: `Filsystemet är ${name}: ${why.sv}.`, en: `The file system is ${name}: ${why.en}.` },
    {
      sv: 'Lägg node.dataDir på en disk, i en container på en volym.',
      en: 'Put node.dataDir on a disk, in a container on a volume.',
    },
  )
}

const lasting = ok({
  sv: 'Filsystemet är ingen känd nätdisk och ligger inte i minnet.',
  en: 'The file system is no network disk that is known, and does not lie in memory.',
})
