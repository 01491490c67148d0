import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { codeOf } from '../code-of.ts'
import { type Config, readSettings } from './config.ts'
import { overridesIn } from './environment.ts'
import { ConfigError, type Problem } from './problem.ts'
import { type Reading, readKeys } from './reading-keys.ts'
import { readYamlFile, type YamlSource } from './yaml-source.ts'

/**
 * Reads `kvittens.yaml` and the environment over it, and freezes the result. Throws a `ConfigError` that tells every
 * problem at once. Files that the settings name are not opened here; see `checkConfig`.
 */
export async function loadConfig(from: {
  readonly file: string
  readonly env: Readonly<Record<string, string | undefined>>
}): Promise<Config> {
  const file = resolve(from.file)
  const problems: Problem[] = []
  const sources = readYamlFile(file, await readSettingsFile(file), problems)
  if (problems.length > 0) throw new ConfigError(problems)
  if (sources.length > 1) throw new ConfigError([severalDocuments(file)])

  const overrides = overridesIn(from.env)
  const reading: Reading = { problems, places: new Map(), overrides }
  const source = sources[0] ?? emptySource(file)
  const settings = readKeys(source, source.root, reading, readSettings)
  problems.push(...overrides.unknown())
  if (problems.length > 0) throw new ConfigError(problems)
  return freeze({ ...settings, file, places: Object.fromEntries(reading.places) })
}

async function readSettingsFile(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file)
  } catch (cause) {
    const code = codeOf(cause)
    throw new ConfigError([
      {
        place: { kind: 'file', file },
        words: { sv: `Filen går inte att läsa (${code}).`, en: `The file cannot be read (${code}).` },
        cure: {
          sv: 'Ange filen med --config, eller skapa en med `kvittens init DIR`.',
          en: 'Name the file with --config, or make one with `kvittens init DIR`.',
        },
      },
    ])
  }
}

function emptySource(file: string): YamlSource {
  return {
    root: undefined,
    placeOf: () => ({ kind: 'file', file }),
    resolve: () => undefined,
    folder: dirname(file),
  }
}

function severalDocuments(file: string): Problem {
  return {
    place: { kind: 'file', file },
    words: { sv: 'Filen har flera YAML-dokument (---).', en: 'The file holds several YAML documents (---).' },
    cure: { sv: 'Lämna ett kvar.', en: 'Leave one in it.' },
  }
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) freeze(inner)
  }
  return value
}
