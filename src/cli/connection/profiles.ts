import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { isMap, isScalar } from 'yaml'
import { codeOf } from '../../node/code-of.ts'
import type { Keys } from '../../node/config/keys.ts'
import { ConfigError, type Problem } from '../../node/config/problem.ts'
import { readKeys } from '../../node/config/reading-keys.ts'
import type { ValueType } from '../../node/config/value-type.ts'
import { address, httpsUrl, organisationNumber, path } from '../../node/config/value-types.ts'
import { readYamlFile, type YamlSource } from '../../node/config/yaml-source.ts'
import { UsageError } from '../usage-error.ts'

/** How to reach one node, as `profiles.yaml` or the options tell it; paths absolute. */
export interface Profile {
  readonly url?: string | undefined
  readonly cert?: string | undefined
  readonly key?: string | undefined
  readonly ca?: string | undefined
  /** The organisation that the node belongs to. */
  readonly server?: string | undefined
  /** The mailbox, where it is not the number of the own certificate. */
  readonly address?: string | undefined
}

/** `~/.config/kvittens/profiles.yaml`, or below XDG_CONFIG_HOME. */
function profilesFile(env: Readonly<Record<string, string | undefined>>): string {
  const home = env['XDG_CONFIG_HOME']
  const config = home === undefined || home === '' ? join(env['HOME'] ?? homedir(), '.config') : home
  return join(config, 'kvittens', 'profiles.yaml')
}

/**
 * The profile with a name. Every profile of the file is read, so that a mistake is told where it stands; relative
 * paths start at the file.
 */
export async function readProfile(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Profile> {
  const file = profilesFile(env)
  const problems: Problem[] = []
  const profiles = new Map<string, Profile>()
  for (const source of readYamlFile(file, await readProfilesFile(file, name), problems)) {
    for (const [key, profile] of readAll(source, problems)) profiles.set(key, profile)
  }
  if (problems.length > 0) throw new ConfigError(problems)
  const profile = profiles.get(name)
  if (profile === undefined) throw noSuchProfile(name, file, [...profiles.keys()])
  return profile
}

function* readAll(source: YamlSource, problems: Problem[]): Iterable<readonly [string, Profile]> {
  if (source.root === undefined) return
  if (!isMap(source.root)) {
    problems.push({
      place: source.placeOf(source.root),
      words: { sv: 'Här ska det stå profiler med namn.', en: 'Profiles with names are expected here.' },
      cure: {
        sv: 'Skriv `namn:` och under det url, cert, key, ca.',
        en: 'Write `name:` and under it url, cert, key, ca.',
      },
    })
    return
  }
  for (const { key, value } of source.root.items) {
    const reading = { problems, places: new Map() }
    yield [isScalar(key) ? String(key.value) : '', readKeys(source, source.resolve(value), reading, readOne)]
  }
}

/** A path where `~/` is the home folder, as people write it. */
const homePath: ValueType<string> = {
  ...path,
  parse: (text, folder) => path.parse(text.startsWith('~/') ? join(homedir(), text.slice(2)) : text, folder),
}

function readOne(keys: Keys): Profile {
  return {
    url: keys.optional('url', httpsUrl, 'The node.'),
    cert: keys.optional('cert', homePath, 'PEM file of the own certificate.'),
    key: keys.optional('key', homePath, 'PEM file of its key.'),
    ca: keys.optional('ca', homePath, 'PEM file of the CA that the node is proved by.'),
    server: keys.optional('server', organisationNumber, 'The organisation that the node belongs to.'),
    address: keys.optional('address', address, "The mailbox, where it is not the own certificate's number."),
  }
}

async function readProfilesFile(file: string, name: string): Promise<Uint8Array> {
  try {
    return await readFile(file)
  } catch (error) {
    const code = codeOf(error)
    throw new UsageError(
      {
        sv: `Profilen ${name} söks i ${file}, som inte går att läsa (${code}).`,
        en: `The profile ${name} is looked for in ${file}, which cannot be read (${code}).`,
      },
      {
        sv: 'Skriv filen, eller ange --url, --cert, --key och --ca.',
        en: 'Write the file, or give --url, --cert, --key and --ca.',
      },
    )
  }
}

function noSuchProfile(name: string, file: string, names: readonly string[]): UsageError {
  return new UsageError(
    { sv: `${file} har ingen profil ${name}.`, en: `${file} has no profile ${name}.` },
    { sv: `Den har: ${names.join(', ')}.`, en: `It has: ${names.join(', ')}.` },
  )
}
