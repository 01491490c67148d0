import * as fc from 'fast-check'
import type { Label } from '../../../src/protocol/label/label.ts'
import {
  dataEntry,
  datetime,
  filledText,
  freeText,
  lowerUuid,
  meta,
  nmtoken,
  xmlText,
} from './xml-arbitraries.ts'

const party = fc.record(
  { text: freeText, name: filledText, labeledUri: filledText },
  { requiredKeys: ['text'] },
)

const address = fc
  .tuple(
    fc.stringMatching(/^[0-9]{10}$/),
    fc.option(fc.stringMatching(/^[A-Za-z0-9._&<>"'åÖ€-]{1,20}$/), { nil: undefined }),
  )
  .map(([actor, internal]) => (internal === undefined ? actor : `${actor}.${internal}`))

const from = fc.record(
  { address, commonName: filledText, email: filledText, labeledUri: filledText },
  { requiredKeys: ['address'] },
)
const to = fc.record({ address, commonName: filledText }, { requiredKeys: ['address'] })

const product = fc.record(
  {
    id: fc.oneof(lowerUuid, fc.constantFrom('confirm', 'error', 'agreement')),
    commonName: filledText,
    labeledUri: filledText,
  },
  { requiredKeys: ['id'] },
)

const simple = fc.record(
  { contentId: nmtoken, data: fc.array(dataEntry, { maxLength: 3 }), comment: xmlText },
  { requiredKeys: ['contentId', 'data'] },
)
const compound = fc.record(
  { contentId: nmtoken, data: fc.constant([]), compoundParts: fc.nat(), comment: xmlText },
  { requiredKeys: ['contentId', 'data', 'compoundParts'] },
)

const historyAddress = fc.stringMatching(/^[a-z0-9.&"<]{1,20}$/)
const history = fc.record(
  {
    datetime,
    comment: xmlText,
    nodeId: xmlText,
    contentId: filledText,
    txId: filledText,
    from: historyAddress,
    to: historyAddress,
    localId: filledText,
    agreement: filledText,
  },
  { requiredKeys: ['datetime', 'nodeId'] },
)

const shared = {
  txId: lowerUuid,
  corrId: nmtoken,
  agreement: lowerUuid,
  transferType: fc.constantFrom('asynch', 'synch'),
  sequenceType: fc.constantFrom('event', 'request', 'reply', 'adm'),
  status: fc.constantFrom('production', 'test'),
  originator: party,
  from,
  to,
  endRecipient: party,
  product,
  meta: fc.array(meta, { maxLength: 3 }),
  subject: xmlText,
  datetime,
  content: fc.oneof(simple, compound),
  history: fc.array(history, { maxLength: 2 }),
} as const
const always = [
  'txId',
  'corrId',
  'transferType',
  'sequenceType',
  'status',
  'product',
  'meta',
  'datetime',
  'content',
  'history',
] as const
const types = fc.constantFrom('simple' as const, 'compound' as const)

/** Any label of 1.2 that has a sender. */
export const label12: fc.Arbitrary<Label> = fc
  .record(
    { version: fc.constant('1.2' as const), messageType: types, documentType: types, ...shared },
    { requiredKeys: ['version', 'messageType', ...always] },
  )
  .filter((label) => label.from !== undefined || label.originator !== undefined)

/** Any label of 1.1 that has a sender; it has one name only for its message type. */
export const label11: fc.Arbitrary<Label> = fc
  .record(
    { version: fc.constant('1.1' as const), documentType: types, ...shared },
    {
      requiredKeys: ['version', ...always],
    },
  )
  .filter((label) => label.from !== undefined || label.originator !== undefined)
  .map((label) => Object.assign(label, { messageType: label.documentType ?? ('simple' as const) }))
