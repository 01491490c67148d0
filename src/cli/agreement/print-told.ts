import type { Terminal } from '../command.ts'
import { standingWords } from './standing-words.ts'
import { textOf } from './text-of.ts'

/** Prints what came of a command: where the agreement stands, and the receipt id of the message about it. */
export function printTold(told: object, asJson: boolean, { print, say }: Terminal): void {
  if (asJson) return print(JSON.stringify(told, undefined, 2))
  print(`${textOf(told, 'uuid')}: ${say(standingWords(textOf(told, 'standing')))}`)
  const receiptId = textOf(told, 'receiptId')
  if (receiptId !== '') print(`${say({ sv: 'kvittensID', en: 'receipt id' })}: ${receiptId}`)
}
