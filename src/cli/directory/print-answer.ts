import type { DirectoryAnswer } from '../../node/open-directory.ts'
import { KvittensError } from '../../protocol/kvittens-error.ts'
import type { Words } from '../../protocol/words.ts'
import type { Terminal } from '../command.ts'
import { safeText } from '../safe-text.ts'

/** Prints what a directory answered, a `key: value` a line or as JSON; throws what it did not. */
export function printAnswer(
  answer: DirectoryAnswer<object>,
  asked: Words,
  { json }: { readonly json?: boolean },
  terminal: Terminal,
): void {
  switch (answer.kind) {
    case 'unavailable':
      throw answer.error
    case 'absent':
      throw notThere(asked)
    case 'found': {
      const { entry, directory } = answer
      if (json === true) return terminal.print(JSON.stringify({ entry, directory }))
      const entries: readonly object[] = Array.isArray(entry) ? entry : [entry]
      for (const one of entries) for (const line of linesOf(one)) terminal.print(line)
      terminal.print(`directory: ${safeText(directory)}`)
    }
  }
}

function linesOf(entry: object): readonly string[] {
  return Object.entries(entry).map(([key, value]) => `${key}: ${safeText(String(value))}`)
}

function notThere(asked: Words): KvittensError {
  return new KvittensError('NotInDirectory', {
    words: { sv: `${asked.sv} finns inte i katalogen.`, en: `${asked.en} is not in the directory.` },
  })
}
