import { readSettings } from './config.ts'
import { describeKeys } from './describing-keys.ts'
import type { JsonSchema } from './value-type.ts'

/** The JSON Schema of `kvittens.yaml`, from the same table that reads it. */
export function configSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'kvittens.yaml',
    description:
      'Settings of a Kvittens node. Every key but handlers can be overridden by an environment variable: KVITTENS_, then its path in capitals with _ between keys and between the words of a key; lists as YAML in one line.',
    ...describeKeys(readSettings, true),
  }
}
