import { KvittensError } from '../../protocol/kvittens-error.ts'
import type { Words } from '../../protocol/words.ts'

/** The directory does not let this be written; nothing changes that but a right or another entry. */
export class PublishingRefused extends KvittensError {
  constructor(
    directory: string,
    why: Words,
    parts: { readonly cure?: Words; readonly cause?: unknown } = {},
  ) {
    super('PublishingRefused', {
      words: {
        sv: `Det gick inte att skriva i katalogen ${directory}: ${why.sv}.`,
        en: `Nothing could be written in the directory ${directory}: ${why.en}.`,
      },
      cure: parts.cure,
      cause: parts.cause,
    })
  }
}

/** What is of one actor can't be written as another. */
export function notYours(directory: string, whose: string, writer: string): PublishingRefused {
  return new PublishingRefused(
    directory,
    {
      sv: `posten hör till ${whose}, och rätten att skriva till ${writer}`,
      en: `the entry is of ${whose}, and the right to write is of ${writer}`,
    },
    {
      cure: {
        sv: `Låt ${whose} publicera den.`,
        en: `Let ${whose} publish it.`,
      },
    },
  )
}
