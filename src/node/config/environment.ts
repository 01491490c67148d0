import { requestFacts } from '../../adapters/handlers/request-facts.ts'
import { nearMiss } from './near-miss.ts'
import type { Problem } from './problem.ts'

/** Variables of the same prefix that are no settings. */
const notSettings = /^KVITTENS_(?:CONFIG$|TEST_|TRY_)/

// A handler's command finds these, and may run `kvittens` itself.
const handlerFacts = new Set(requestFacts.map(({ variable }) => variable))

// Kubernetes gives every container these where a service is named kvittens.
const fromKubernetes =
  /^KVITTENS_(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT(?:_\d+_(?:TCP|UDP)(?:_(?:PROTO|PORT|ADDR))?)?)$/

/** The settings that the environment overrides; it remembers which were asked for. */
export interface Overrides {
  /** The variable of a key's path and its text, where it is set. */
  take(path: readonly string[]): { readonly variable: string; readonly text: string } | undefined
  /** The variables that are set for a key's path, or for one below it, though the key is read from the file only. */
  refuse(path: readonly string[]): readonly string[]
  /** A problem for each variable that looks like a setting and is none; called when all have been asked for. */
  unknown(): Problem[]
}

/**
 * The variable of a key: `KVITTENS_`, then the path in capitals, with `_` between its keys and between the words
 * of a key. `machines.publicUrl` is `KVITTENS_MACHINES_PUBLIC_URL`. Lists are written as YAML in one line.
 */
export function variableOf(path: readonly string[]): string {
  const words = path.map((key) => key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase())
  return `KVITTENS_${words.join('_')}`
}

/** The overrides in an environment. */
export function overridesIn(environment: Readonly<Record<string, string | undefined>>): Overrides {
  const known = new Set<string>()
  const refused = new Set<string>()
  return {
    take(path) {
      const variable = variableOf(path)
      known.add(variable)
      const text = environment[variable]
      return text === undefined ? undefined : { variable, text }
    },
    refuse(path) {
      const variable = variableOf(path)
      const set = Object.keys(environment).filter(
        (name) => environment[name] !== undefined && (name === variable || name.startsWith(`${variable}_`)),
      )
      for (const name of set) refused.add(name)
      return set
    },
    unknown() {
      return Object.keys(environment)
        .filter((name) => name.startsWith('KVITTENS_') && environment[name] !== undefined)
        .filter((name) => !known.has(name) && !refused.has(name))
        .filter((name) => !notSettings.test(name) && !handlerFacts.has(name) && !fromKubernetes.test(name))
        .map((name) => unknownVariable(name, nearMiss(name, known)))
    },
  }
}

function unknownVariable(variable: string, meant: string | undefined): Problem {
  return {
    place: { kind: 'environment', variable },
    words: { sv: 'Miljövariabeln är ingen inställning.', en: 'The environment variable is no setting.' },
    cure:
      meant === undefined
        ? {
            sv: 'Ta bort den; `kvittens config schema` visar alla.',
            en: 'Unset it; `kvittens config schema` shows them all.',
          }
        : { sv: `Menade du ${meant}?`, en: `Did you mean ${meant}?` },
  }
}
