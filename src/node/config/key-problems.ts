import type { Words } from '../../protocol/words.ts'
import { nearMiss } from './near-miss.ts'
import type { Place, Problem } from './problem.ts'
import type { ValueType } from './value-type.ts'

/** A key and where it stands. */
export interface KeyPlace {
  readonly place: Place
  readonly key: string
}

/** A key that nothing reads. */
export function unknownKey(at: KeyPlace, name: string, known: Iterable<string>): Problem {
  const names = [...known]
  const meant = nearMiss(name, names)
  return {
    ...at,
    words: { sv: 'Okänd nyckel.', en: 'Unknown key.' },
    cure:
      meant === undefined
        ? {
            sv: `Ta bort den; här får stå: ${names.join(', ')}.`,
            en: `Remove it; what may stand here: ${names.join(', ')}.`,
          }
        : { sv: `Menade du ${meant}?`, en: `Did you mean ${meant}?` },
  }
}

/** A value that is no value of its type. */
export function badValue(at: KeyPlace, text: string, { expected, nearly }: ValueType<unknown>): Problem {
  const shown = JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
  return {
    ...at,
    words: nearly?.(text) ?? { sv: `Värdet ${shown} duger inte.`, en: `The value ${shown} is not good.` },
    cure: { sv: `Ange ${expected.sv}.`, en: `Give ${expected.en}.` },
  }
}

/** A key that must be there. */
export function missing(at: KeyPlace, expected: Words): Problem {
  return {
    ...at,
    words: { sv: 'Nyckeln saknas.', en: 'The key is missing.' },
    cure: { sv: `Ange ${expected.sv}.`, en: `Give ${expected.en}.` },
  }
}

/** A variable for a key that is read from the file only. */
export function onlyInFile(at: KeyPlace): Problem {
  return {
    ...at,
    words: {
      sv: 'Inställningen får bara stå i inställningsfilen på disk.',
      en: 'The setting may stand only in the settings file on disk.',
    },
    cure: {
      sv: 'Ta bort miljövariabeln, och skriv inställningen i filen.',
      en: 'Unset the environment variable, and write the setting in the file.',
    },
  }
}

/** A list with too little in it. */
export function tooFew(at: KeyPlace, least: number): Problem {
  return {
    ...at,
    words: { sv: 'Listan saknas eller är tom.', en: 'The list is missing or empty.' },
    cure: { sv: `Ange minst ${least}.`, en: `Give at least ${least}.` },
  }
}

const shapes = {
  map: { sv: 'nycklar med värden (nyckel: värde)', en: 'keys with values (key: value)' },
  list: { sv: 'en lista ([ a, b ], eller en rad var med -)', en: 'a list ([ a, b ], or a line each with -)' },
  value: { sv: 'ett enda värde', en: 'one single value' },
} satisfies Record<string, Words>

/** A map where a value stands, or the other way round. */
export function wrongShape(at: KeyPlace, wanted: keyof typeof shapes): Problem {
  const { sv, en } = shapes[wanted]
  return {
    ...at,
    words: { sv: 'Här står något av fel form.', en: 'What stands here has the wrong form.' },
    cure: { sv: `Ange ${sv}.`, en: `Give ${en}.` },
  }
}
