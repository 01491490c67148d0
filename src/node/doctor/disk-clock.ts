import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Check } from './check.ts'
import { clockVerdict } from './clock-verdict.ts'
import { probeFolder } from './probe-folder.ts'
import { outcome } from './check.ts'

/** The machine's clock against that of the file system, which on a network disk is another machine's. */
export function diskClock(folder: string): Check {
  return {
    name: 'clock',
    async run() {
      await using probe = await probeFolder(folder)
      const file = join(probe.path, 'clock')
      await writeFile(file, 'k', { flag: 'wx', mode: 0o600 })
      const { mtimeMs } = await stat(file)
      return outcome(clockVerdict(Date.now() - mtimeMs, { sv: 'filsystemets', en: "the file system's" }))
    },
  }
}
