import assert from 'node:assert/strict'
import { it } from 'node:test'
import { DirectoryUnavailable } from '../../../../src/adapters/directory/directory-unavailable.ts'
import { unansweredFault } from '../../../../src/exchange/deliver/faults.ts'
import { oneMoreTry } from '../../../../src/exchange/deliver/settle.ts'
import { asRecorded } from '../../../../src/exchange/lifecycle/as-recorded.ts'
import { randomIds } from '../../../../src/adapters/ids.ts'
import { newMessage, noon } from '../../../contracts/messages.ts'

it('a directory that is down is no missing address', () => {
  const error = new DirectoryUnavailable('ldap://a', { sv: 'nere', en: 'down' })
  const { code, words } = unansweredFault(error)
  assert.equal(code, 'DirectoryUnavailable')
  assert.match(words.en, /ldap:\/\/a cannot answer: down/)
})

it('a delivery that fails for good is counted among those that failed', () => {
  const handling = { since: noon, due: noon, destination: '5560000001', attempts: 2 }
  const queued = asRecorded(newMessage({ ids: randomIds(), state: 'queued', handling }))
  assert.deepEqual(oneMoreTry(queued).handling, { ...handling, attempts: 3 })
})
