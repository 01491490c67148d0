import type { LocalTime } from '../../exchange/local-time.ts'
import type { ListConditions } from '../../exchange/mailbox/list-mailbox.ts'
import type { SortAttribute } from '../../exchange/ports/message-log.ts'
import { Refusal } from '../../exchange/refusal.ts'
import type { SequenceType } from '../../protocol/label/label.ts'
import { parseUrn } from '../../protocol/urn.ts'

const maxHitsCap = 1_000_000
const defaultHits = 200
/** Each is a condition of its own in the question to the database, which takes only so many. */
const metaPairsCap = 20
const productsCap = 100

/** The conditions of a list as the query gives them (shs-protocol.md 6); unknown ones are ignored, bad ones refused. */
export function conditionsOf(
  query: URLSearchParams,
  product: string | undefined,
  time: LocalTime,
): ListConditions {
  const value = (name: string): string | undefined => {
    const found = query.get(name)
    return found === null || found === '' ? undefined : parseUrn(found)
  }
  return {
    status: oneOf('status', value('status') ?? 'production', ['production', 'test']),
    waiting: noAck(value('filter')) ? 'noack' : 'plain',
    maxHits: hits(value('maxhits')),
    products: products(query, product),
    originator: value('originator'),
    endRecipient: value('endrecipient'),
    corrId: value('corrid'),
    contentId: value('contentid'),
    sequenceType: sequenceType(value('sequencetype')),
    metaName: value('metaname'),
    metaValue: value('metavalue'),
    meta: metaPairs(query),
    since: since(value('since'), time),
    sort: sort(value('sortattribute'), value('sortorder')),
    newestFirst: isDescending('arrivalorder', value('arrivalorder')),
  }
}

function noAck(filter: string | undefined): boolean {
  if (filter === undefined) return false
  return oneOf('filter', filter.toLowerCase(), ['noack']) === 'noack'
}

function hits(text: string | undefined): number {
  if (text === undefined) return defaultHits
  const number = Number(text)
  if (!/^\d+$/.test(text) || number === 0)
    throw bad('maxhits', text, 'a whole number from 1 on', 'ett heltal från 1')
  return Math.min(number, maxHitsCap)
}

function products(query: URLSearchParams, product: string | undefined): readonly string[] | undefined {
  const asked = query.getAll('producttype').flatMap((list) => list.split(','))
  const all = (product === undefined ? asked : [product]).map((one) => parseUrn(one.trim()).toLowerCase())
  const named = all.filter((one) => one !== '')
  if (named.length > productsCap) throw tooMany('producttype', productsCap)
  return named.length === 0 ? undefined : named
}

function sequenceType(text: string | undefined): SequenceType | undefined {
  if (text === undefined) return undefined
  return oneOf<SequenceType>('sequencetype', text.toLowerCase(), ['event', 'request', 'reply', 'adm'])
}

function metaPairs(query: URLSearchParams): readonly { name: string; value: string }[] | undefined {
  const pairs = [...query]
    .filter(([key]) => key.toLowerCase().startsWith('meta-'))
    .map(([key, value]) => ({ name: key.slice('meta-'.length), value }))
  if (pairs.length > metaPairsCap) throw tooMany('meta-', metaPairsCap)
  return pairs.length === 0 ? undefined : pairs
}

function since(text: string | undefined, time: LocalTime): number | undefined {
  if (text === undefined) return undefined
  const at = time.parse(text)
  if (at === undefined)
    throw bad('since', text, 'a date as yyyy-MM-ddTHH:mm:ss', 'ett datum som yyyy-MM-ddTHH:mm:ss')
  return at
}

const sortAttributes: readonly Exclude<SortAttribute, object>[] = [
  'originator',
  'from',
  'endrecipient',
  'producttype',
  'subject',
  'contentid',
  'corrid',
  'sequencetype',
  'transfertype',
]

function sort(attribute: string | undefined, order: string | undefined): ListConditions['sort'] {
  const descending = isDescending('sortorder', order)
  if (attribute === undefined) return undefined
  if (attribute.toLowerCase() === '-corrid') return { by: 'corrid', descending: !descending }
  if (attribute.toLowerCase().startsWith('meta-')) {
    return { by: { meta: attribute.slice('meta-'.length) }, descending }
  }
  return { by: oneOf('sortattribute', attribute.toLowerCase(), sortAttributes), descending }
}

function isDescending(name: string, order: string | undefined): boolean {
  if (order === undefined) return false
  return oneOf(name, order.toLowerCase(), ['ascending', 'asc', 'descending', 'desc']).startsWith('desc')
}

function oneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value)
  if (found === undefined)
    throw bad(name, value, `one of ${allowed.join(', ')}`, `någon av ${allowed.join(', ')}`)
  return found
}

function bad(name: string, value: string, en: string, sv: string): Refusal {
  return new Refusal('badRequest', 'IllegalCondition', {
    words: { sv: `${name}=${value}: det ska vara ${sv}.`, en: `${name}=${value}: it must be ${en}.` },
  })
}

function tooMany(name: string, cap: number): Refusal {
  return new Refusal('badRequest', 'IllegalCondition', {
    words: {
      sv: `${name}: högst ${cap} sådana villkor i en fråga.`,
      en: `${name}: at most ${cap} such conditions in one question.`,
    },
  })
}
