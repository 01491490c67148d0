import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { certificateNumber, subjectNumber } from '../../../src/client/subject-number.ts'
import { subjectShapes } from '../../../src/adapters/trust/subject-shapes.ts'
import { testAuthority } from '../../support/certificates.ts'

describe('the organisation number of a certificate', () => {
  for (const shape of subjectShapes) {
    it(`is read in the shape ${shape}`, async () => {
      const ca = await testAuthority()
      const { certificatePem } = await ca.issue({ organisationNumber: '2021000001', commonName: 'x', shape })
      assert.equal(certificateNumber(certificatePem), shape === 'none' ? undefined : '2021000001')
    })
  }

  it('is none where the subject names two, one with a wrong check digit, or something else', () => {
    assert.equal(subjectNumber({ serialNumber: ['2021000001', '5560000001'] }), undefined)
    assert.equal(subjectNumber({ serialNumber: '2021000002' }), undefined)
    assert.equal(subjectNumber({ serialNumber: '1', CN: '2021000001' }), undefined)
    assert.equal(
      subjectNumber({ serialNumber: '162021000001', organizationIdentifier: 'NTRSE-2021000001' }),
      '2021000001',
    )
  })

  it('is none where the text is no certificate', () => {
    assert.equal(certificateNumber('not PEM'), undefined)
  })
})
