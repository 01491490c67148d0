import { dirname } from 'node:path'
import {
  type Document,
  isAlias,
  isNode,
  LineCounter,
  type Node,
  parseAllDocuments,
  parseDocument,
} from 'yaml'
import type { Place, Problem } from './problem.ts'

/** A YAML document with what is needed to say where in it something stands. */
export interface YamlSource {
  /** The whole; undefined where there is nothing in it. */
  readonly root: Node | undefined
  placeOf(node: Node | undefined): Place
  /** What an alias points to; any other node is itself. */
  resolve(node: unknown): Node | undefined
  /** Where relative paths start. */
  readonly folder: string
}

/** The octets as text; undefined where they are not UTF-8. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // The decoder only says that it is so.
    return undefined
  }
}

/** Every document of a YAML file; what is no YAML goes to `problems`. */
export function readYamlFile(file: string, bytes: Uint8Array, problems: Problem[]): YamlSource[] {
  const text = textOf(bytes)
  if (text === undefined) {
    problems.push(notUtf8(file))
    return []
  }
  const lines = new LineCounter()
  const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false })
  const documents: readonly Document.Parsed[] = Array.isArray(parsed) ? parsed : []
  const place = (offset: number | undefined): Place => {
    const line = offset === undefined ? 0 : lines.linePos(offset).line
    return line === 0 ? { kind: 'file', file } : { kind: 'file', file, line }
  }
  return documents.map((document) => source(document, dirname(file), place, problems))
}

/** The value of an environment variable as YAML, for lists and maps. */
export function readYamlVariable(
  variable: string,
  text: string,
  folder: string,
  problems: Problem[],
): YamlSource {
  return source(
    parseDocument(text, { prettyErrors: false }),
    folder,
    () => ({ kind: 'environment', variable }),
    problems,
  )
}

function source(
  document: Document.Parsed,
  folder: string,
  place: (offset: number | undefined) => Place,
  problems: Problem[],
): YamlSource {
  for (const error of document.errors) problems.push(notYaml(place(error.pos[0]), error.message))
  const resolve = (node: unknown): Node | undefined => {
    if (isAlias(node)) return node.resolve(document)
    return isNode(node) ? node : undefined
  }
  return {
    root: document.errors.length > 0 ? undefined : resolve(document.contents),
    placeOf: (node) => place(node?.range?.[0]),
    resolve,
    folder,
  }
}

function notUtf8(file: string): Problem {
  return {
    place: { kind: 'file', file },
    words: { sv: 'Filen är inte UTF-8.', en: 'The file is not UTF-8.' },
    cure: { sv: 'Spara den som UTF-8.', en: 'Save it as UTF-8.' },
  }
}

function notYaml(place: Place, message: string): Problem {
  const first = message.split('\n', 1)[0] ?? ''
  return {
    place,
    words: { sv: `Raden är inte YAML: ${first}.`, en: `The line is not YAML: ${first}.` },
    cure: {
      sv: 'Rätta indrag, kolon och citattecken på raden; en nyckel får stå en gång.',
      en: 'Mend indents, colons and quotes on the line; a key may stand once only.',
    },
  }
}
