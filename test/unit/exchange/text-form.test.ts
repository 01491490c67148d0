import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localTime } from '../../../src/exchange/local-time.ts'
import { receiptJson } from '../../../src/exchange/receipts/json-form.ts'
import type { MessageReceipt } from '../../../src/exchange/receipts/receipt.ts'
import { safeInText } from '../../../src/exchange/receipts/safe-in-text.ts'
import { receiptText } from '../../../src/exchange/receipts/text-form.ts'

const time = localTime('Europe/Stockholm')
const receipt: MessageReceipt = {
  kind: 'message',
  receiptId: '7K3M9Q2T4XWD8B54',
  receivedAt: Date.UTC(2026, 10, 24, 11),
  channel: 'shs',
  from: '5560000001',
  to: '2021000001',
  product: '5c1e0000-0000-4000-8000-000000000001',
  files: [{ fileName: 'a\nstatus: kvitterad', bytes: 3, sha256: 'ab' }],
  status: 'delivered',
  txId: '00000000-0000-4000-8000-000000000009',
  corrId: 'c',
  events: [{ at: Date.UTC(2026, 10, 24, 11), event: 'received', text: { sv: 'Mottagen.', en: 'Received.' } }],
}

test('the text form has stable keys, an empty line and the story', () => {
  assert.deepEqual(receiptText(receipt, 'en', time).split('\n'), [
    'kvittensID: 7K3M-9Q2T-4XWD-8B54',
    'mottagen: 2026-11-24T12:00:00+01:00',
    'kanal: shs',
    'från: 5560000001',
    'till: 2021000001',
    'tjänst: 5c1e0000-0000-4000-8000-000000000001',
    String.raw`fil: a\u000Astatus: kvitterad`,
    'antal bytes: 3',
    'sha256: ab',
    'status: levererad',
    'txID: 00000000-0000-4000-8000-000000000009',
    '',
    '2026-11-24T12:00:00+01:00  Received.',
    '',
  ])
})

test('deliveries that failed alike in a row are one line, with when the next is; JSON keeps each', () => {
  const at = (minute: number): number => Date.UTC(2026, 10, 24, 11, minute)
  const tried = (minute: number, why: string) =>
    ({ at: at(minute), event: 'tried', text: { sv: `Gick inte. ${why}`, en: `Failed. ${why}` } }) as const
  const events = [...receipt.events, tried(1, 'a'), tried(2, 'b'), tried(3, 'b'), tried(8, 'b')]
  const told = { ...receipt, status: 'queued', events, nextTryAt: at(13) } as const
  const story = (one: MessageReceipt, language: 'sv' | 'en') =>
    receiptText(one, language, time).trimEnd().split('\n').slice(-3)
  assert.deepEqual(story(told, 'sv'), [
    '2026-11-24T12:00:00+01:00  Mottagen.',
    '2026-11-24T12:01:00+01:00  Gick inte. a',
    '2026-11-24T12:08:00+01:00  Gick inte. b (3 gånger sedan 2026-11-24T12:02:00+01:00, nästa försök 2026-11-24T12:13:00+01:00)',
  ])
  const { nextTryAt: _, ...over } = told
  const sent = { at: at(13), event: 'sent', text: { sv: 'Framme.', en: 'There.' } } as const
  assert.deepEqual(story({ ...over, events: [...events, sent] }, 'en'), [
    '2026-11-24T12:01:00+01:00  Failed. a',
    '2026-11-24T12:08:00+01:00  Failed. b (3 times since 2026-11-24T12:02:00+01:00)',
    '2026-11-24T12:13:00+01:00  There.',
  ])
  const json = JSON.parse(JSON.stringify(receiptJson(told, 'sv', time)))
  assert.equal(json.events.length, 5)
  assert.equal(json.nextTryAt, '2026-11-24T12:13:00+01:00')
})

test('an attempt tells what helps', () => {
  const attempt = {
    kind: 'attempt',
    attemptId: receipt.receiptId,
    at: receipt.receivedAt,
    channel: 'shs',
    code: 'MissingAgreement',
    reason: { sv: 'Saknas.', en: 'Missing.' },
    cure: { sv: 'Kom överens.', en: 'Agree.' },
    status: 'refused',
    events: [],
  } as const
  assert.match(receiptText(attempt, 'sv', time), /^orsak: Saknas\.\nåtgärd: Kom överens\.$/m)
  assert.equal(JSON.parse(JSON.stringify(receiptJson(attempt, 'en', time))).cure, 'Agree.')
})

test('line breaks, marks of direction, separators and backslashes can forge nothing', () => {
  assert.equal(safeInText('a\\u000Ab'), String.raw`a\u005Cu000Ab`)
  assert.equal(safeInText('a\u202Eb\u2028c\u0085d\tå'), String.raw`a\u202Eb\u2028c\u0085d\u0009å`)
})

test('the JSON form holds the exact name, and lists parts where there are several', () => {
  const one = JSON.parse(JSON.stringify(receiptJson(receipt, 'en', time)))
  assert.equal(one.fileName, 'a\nstatus: kvitterad')
  assert.equal(one.status, 'delivered')
  const [file] = receipt.files
  const two = JSON.parse(
    JSON.stringify(receiptJson({ ...receipt, files: file ? [file, file] : [] }, 'sv', time)),
  )
  assert.equal(two.parts.length, 2)
  assert.equal(two.bytes, undefined)
})
