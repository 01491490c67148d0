import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DirectoryUnavailable } from '../../../../src/adapters/directory/directory-unavailable.ts'
import { randomIds } from '../../../../src/adapters/ids.ts'
import { faultOfRefusal, unansweredFault } from '../../../../src/exchange/deliver/faults.ts'
import { oneMoreTry } from '../../../../src/exchange/deliver/settle.ts'
import { asRecorded } from '../../../../src/exchange/lifecycle/as-recorded.ts'
import { newMessage, noon } from '../../../contracts/messages.ts'

const url = 'https://nod.example.se:8443/shs/rs'
const words = { sv: 'Nej.', en: 'No.' }

describe('the fault that a refusal by another node is', () => {
  it('names the node, the URL that was called, its code and its status', () => {
    const fault = faultOfRefusal(
      { kind: 'refused', status: 400, code: 'UnknownReceiver', nodeId: 'nod-7', words },
      url,
    )
    assert.equal(fault.code, 'UnknownReceiver')
    assert.deepEqual(fault.words, {
      sv: `Mottagarens nod nod-7 (${url}) nekade (UnknownReceiver, 400): "Nej."`,
      en: `The receiver's node nod-7 (${url}) refused (UnknownReceiver, 400): "No."`,
    })
  })

  it('names the URL alone where the other side says no name, and keeps a code that SHS has not in the words', () => {
    const fault = faultOfRefusal({ kind: 'refused', status: 403, code: 'Forbidden', words }, url)
    assert.equal(fault.code, 'MissingDeliveryExecution')
    assert.equal(fault.words.en, `The receiver's node ${url} refused (Forbidden, 403): "No."`)
  })

  it('says where the address is mended when what answers has no such path', () => {
    for (const status of [404, 405]) {
      const { words: told } = faultOfRefusal({ kind: 'refused', status, words }, url)
      assert.match(told.sv, /rätta deliveryAddress i registret, eller mottagaren sin adress i katalogen\.$/)
      assert.match(told.en, /correct deliveryAddress in the registry, or the receiver its address/)
    }
    const refused = faultOfRefusal({ kind: 'refused', status: 404, code: 'UnknownReceiver', words }, url)
    assert.doesNotMatch(refused.words.en, /deliveryAddress/)
  })
})

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
