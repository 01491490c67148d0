import { type Words, wordsIn } from '../protocol/words.ts'
import { isObject } from './is-object.ts'

/** What a node says is in the way of a message that it tells of; undefined where nothing is. */
export function faultWords(told: object): Words | undefined {
  const fault: unknown = 'fault' in told ? told.fault : undefined
  return isObject(fault) && 'words' in fault ? wordsIn(fault.words) : undefined
}
