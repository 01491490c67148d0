import type { XmlWriter } from '../xml/xml-writer.ts'
import type { ShsAgreement, Validity } from './agreement.ts'
import { writeQuality } from './quality-writer.ts'
import type { Schedule } from './schedule.ts'

/** Writes the `general` of an agreement. */
export function writeGeneral(xml: XmlWriter, agreement: ShsAgreement): void {
  xml.markup('<general>').element('description', agreement.description)
  writeValidity(xml, agreement.valid)
  if (agreement.schedule !== undefined) writeSchedule(xml, agreement.schedule)
  if (agreement.quality !== undefined) writeQuality(xml, agreement.quality)
  xml.end('general')
}

function writeValidity(xml: XmlWriter, { from, to }: Validity): void {
  xml.markup('<valid><valid-from').attribute('date', from).markup('/>')
  if (to !== undefined) xml.markup('<valid-to').attribute('date', to).markup('/>')
  xml.end('valid')
}

function writeSchedule(xml: XmlWriter, schedule: Schedule): void {
  const { startDate, stopDate, timeZone, interval, startTime, stopTime } = schedule
  xml
    .markup('<schedule')
    .attribute('startdate', startDate)
    .attribute('stopdate', stopDate)
    .attribute('timezone', timeZone)
    .markup('><intervaltime')
    .attribute('day', interval.day)
    .attribute('hour', interval.hour)
    .attribute('min', interval.min)
    .markup('/>')
    .element('starttime', startTime)
    .element('stoptime', stopTime)
    .end('schedule')
}
