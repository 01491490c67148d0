import { isLoopback } from '../../adapters/is-loopback.ts'
import { socketAddress } from '../../client/socket-address.ts'
import type { Words } from '../../protocol/words.ts'
import type { Config } from './config.ts'
import type { HandlerSettings } from './handler-settings.ts'
import { placeOf, placeText, type Problem } from './problem.ts'

/** What is wrong with the handlers of the settings taken together: keys that do not go together, and two for one thing. */
export function handlerFaults(config: Config): readonly Problem[] {
  const { handlers, node } = config
  return handlers.flatMap((handler, index) => {
    const before = handlers.slice(0, index)
    const actor = handler.actor ?? node.actor
    const sameName = before.findIndex(({ name }) => name === handler.name)
    const sameTask = before.findIndex(
      (other) => other.product === handler.product && (other.actor ?? node.actor) === actor,
    )
    const faults = [...keyFaults(handler)]
    if (sameName >= 0)
      faults.push(nameTwice(handler.name, placeText(placeOf(config, `handlers[${sameName}].name`))))
    if (sameTask >= 0)
      faults.push(taskTwice(handler.product, actor, placeText(placeOf(config, `handlers[${sameTask}]`))))
    return faults.map(({ key, words, cure }) => problemAt(config, index, key, { words, cure }))
  })
}

interface Fault {
  readonly key: string
  readonly words: Words
  readonly cure: Words
}

function keyFaults({ url, command, ca, insecure, contentType, fileName }: HandlerSettings): Fault[] {
  const faults: Fault[] = []
  if (url === undefined && command === undefined) faults.push(neither)
  if (url !== undefined && command !== undefined) faults.push(both)
  if (command?.length === 0) faults.push(nothingToRun)
  if (url !== undefined && holdsLogin(url)) faults.push(login)
  if (url !== undefined && !insecure && isUnguarded(url)) faults.push(unguarded)
  if (command === undefined && url !== undefined)
    faults.push(...ofOther({ contentType, fileName }, 'command'))
  if (url === undefined && command !== undefined)
    faults.push(...ofOther({ ca, insecure: insecure || undefined }, 'url'))
  if (ca !== undefined && url?.startsWith('http:') === true) faults.push(noTls)
  return faults
}

function holdsLogin(url: string): boolean {
  const { username, password } = new URL(url)
  return `${username}${password}` !== ''
}

/** True for plain HTTP to another machine. */
function isUnguarded(url: string): boolean {
  const parsed = new URL(url)
  return parsed.protocol === 'http:' && !isLoopback(socketAddress(parsed).host)
}

function problemAt(
  config: Config,
  index: number,
  key: string,
  said: { readonly words: Words; readonly cure: Words },
): Problem {
  const item = `handlers[${index}]`
  const path = key === '' ? item : `${item}.${key}`
  return { place: placeOf(config, path, item), key: path, ...said }
}

function nameTwice(name: string, first: string): Fault {
  return {
    key: 'name',
    words: {
      sv: `Namnet ${name} har redan en annan (${first}).`,
      en: `The name ${name} is that of another (${first}).`,
    },
    cure: { sv: 'Ge den ett annat namn.', en: 'Give it another name.' },
  }
}

function taskTwice(product: string, actor: string, first: string): Fault {
  return {
    key: 'product',
    words: {
      sv: `Frågor av produkttyp ${product} till ${actor} besvaras redan (${first}).`,
      en: `Requests of product type ${product} to ${actor} are answered already (${first}).`,
    },
    cure: { sv: 'Ta bort en av de två.', en: 'Remove one of the two.' },
  }
}

/** Those of the keys that are given, though they mean something only beside another. */
function ofOther(keys: Readonly<Record<string, unknown>>, meant: string): Fault[] {
  const given = Object.keys(keys).filter((key) => keys[key] !== undefined)
  return given.map((key) => ({
    key,
    words: { sv: `Nyckeln hör till ${meant}.`, en: `The key belongs to ${meant}.` },
    cure: { sv: 'Ta bort den.', en: 'Remove it.' },
  }))
}

const neither: Fault = {
  key: '',
  words: { sv: 'Den har varken url eller command.', en: 'It has neither url nor command.' },
  cure: { sv: 'Ange det ena.', en: 'Give one of them.' },
}

const both: Fault = {
  key: 'command',
  words: { sv: 'Den har både url och command.', en: 'It has both url and command.' },
  cure: { sv: 'Ta bort den ena.', en: 'Remove one of them.' },
}

const nothingToRun: Fault = {
  key: 'command',
  words: { sv: 'Listan är tom.', en: 'The list is empty.' },
  cure: {
    sv: 'Ange sökvägen till ett program, och sedan dess argument.',
    en: 'Give the path of a program, then its arguments.',
  },
}

// Not by the type of the value: a value that is no good is shown.
const login: Fault = {
  key: 'url',
  words: { sv: 'Adressen innehåller ett lösenord.', en: 'The URL holds a password.' },
  cure: {
    sv: 'Ta bort det; inställningsfilen är ingen plats för hemligheter.',
    en: 'Remove it; the settings file is no place for secrets.',
  },
}

const unguarded: Fault = {
  key: 'url',
  words: {
    sv: 'HTTP utan TLS till en annan maskin: vem som helst på vägen kan läsa frågorna och svara i dess ställe.',
    en: 'HTTP without TLS to another machine: anyone on the way can read the requests and answer in its place.',
  },
  cure: {
    sv: 'Använd https://; ska det vara så här, ange insecure: true.',
    en: 'Use https://; if it has to be so, say insecure: true.',
  },
}

const noTls: Fault = {
  key: 'ca',
  words: { sv: 'En adress med http:// har inget certifikat.', en: 'A URL with http:// has no certificate.' },
  cure: { sv: 'Ta bort ca, eller använd https://.', en: 'Remove ca, or use https://.' },
}
