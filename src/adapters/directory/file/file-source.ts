import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { YAMLParseError } from 'yaml'
import { KvittensError } from '../../../protocol/kvittens-error.ts'
import { DirectoryUnavailable } from '../directory-unavailable.ts'
import type { DirectorySource } from '../directory-source.ts'
import { type DirectoryFile, DirectoryFileFault, readDirectoryFile } from './directory-file.ts'

/** A directory kept in a file, for where there is no LDAP server. Read anew when it has changed. */
export function fileSource(path: string): DirectorySource {
  const name = fileDirectoryName(path)
  let held: { readonly version: string; readonly file: DirectoryFile } | undefined

  const read = async (): Promise<DirectoryFile> => {
    try {
      const { mtimeNs, size, ino } = await stat(path, { bigint: true })
      const version = `${mtimeNs} ${size} ${ino}`
      if (held?.version !== version) held = { version, file: readDirectoryFile(await readFile(path, 'utf8')) }
      return held.file
    } catch (error) {
      throw fileFailure(name, error)
    }
  }

  return {
    name,
    async actors(numbers) {
      const { actors } = await read()
      return numbers.map((number) => actors.find((actor) => actor.number === number))
    },
    async products(uuids) {
      const { products } = await read()
      return uuids.map((uuid) => products.find((product) => product.uuid === uuid))
    },
    async agreements(keys) {
      const { agreements } = await read()
      return keys.map(({ product, principal }) =>
        oneOrMore(agreements.filter((one) => one.principal === principal && one.products.includes(product))),
      )
    },
    async agreementsById(uuids) {
      const { agreements } = await read()
      return uuids.map((uuid) => oneOrMore(agreements.filter((agreement) => agreement.uuid === uuid)))
    },
    async addresses(keys) {
      const { addresses } = await read()
      return keys.map(({ actor, product }) =>
        addresses.find((address) => address.actor === actor && address.product === product),
      )
    },
    async probe() {
      await read()
    },
    async [Symbol.asyncDispose]() {},
  }
}

/** What the directory in a file is called. */
export function fileDirectoryName(path: string): string {
  return `file:${basename(path)}`
}

/** What is wrong with the file, in the words of a directory that can't answer; another error as it is. */
export function fileFailure(directory: string, error: unknown): unknown {
  if (error instanceof DirectoryFileFault || error instanceof YAMLParseError) {
    return new DirectoryUnavailable(
      directory,
      { sv: `filen går inte att förstå: ${error.message}`, en: `the file makes no sense: ${error.message}` },
      { cause: error },
    )
  }
  if (error instanceof KvittensError || !(error instanceof Error) || !('code' in error)) return error
  const code = String(error.code)
  return new DirectoryUnavailable(
    directory,
    {
      sv: `filen går inte att läsa eller skriva (${code})`,
      en: `the file cannot be read or written (${code})`,
    },
    { cause: error },
  )
}

function oneOrMore<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list
}
