import type { XmlWriter } from '../xml/xml-writer.ts'
import type { Frequency, Open, Quality, Rate, Response, ResponseTimes, WeekTime } from './quality.ts'

/** Writes the `QoS` of an agreement. */
export function writeQuality(xml: XmlWriter, quality: Quality): void {
  const { open, volume, frequency, response, description } = quality
  xml.markup('<QoS>')
  writeOpen(xml, open)
  if (volume !== undefined) {
    xml
      .markup('<volume')
      .attribute('per-transfer', volume.perTransfer)
      .attribute('unit', volume.unit)
      .markup('>')
    writeRates(xml, volume)
    xml.end('volume')
  }
  if (frequency !== undefined) {
    xml.markup('<frequency>')
    writeRates(xml, frequency)
    xml.end('frequency')
  }
  if (response !== undefined) writeResponse(xml, response)
  xml.element('description', description).end('QoS')
}

function writeOpen(xml: XmlWriter, { day, hours, whenDescription, times, description }: Open): void {
  xml
    .markup('<open><when')
    .attribute('day', day)
    .attribute('hours', hours)
    .markup('>')
    .element('description', whenDescription)
    .end('when')
  for (const { start, stop } of times) xml.element('starttime', start).element('stoptime', stop)
  xml.element('description', description).end('open')
}

function writeRates(xml: XmlWriter, { average, peak, description }: Frequency): void {
  writeRate(xml, 'average', average)
  if (peak !== undefined) writeRate(xml, 'peak', peak)
  xml.element('description', description)
}

function writeRate(xml: XmlWriter, element: 'average' | 'peak', { numberPer, period }: Rate): void {
  xml.markup('<').markup(element).attribute('number-per', numberPer).attribute('period', period).markup('/>')
}

function writeResponse(xml: XmlWriter, { within, unit, request, reply, description }: Response): void {
  xml.markup('<response').attribute('within', within).attribute('unit', unit).markup('>')
  if (request !== undefined) writeTimes(xml, 'request', request)
  if (reply !== undefined) writeTimes(xml, 'reply', reply)
  xml.element('description', description).end('response')
}

function writeTimes(xml: XmlWriter, element: 'request' | 'reply', times: ResponseTimes): void {
  xml.markup('<').markup(element).markup('>')
  writeBoundary(xml, 'not-before', times.notBefore)
  if (times.notAfter !== undefined) writeBoundary(xml, 'not-after', times.notAfter)
  xml.end(element)
}

function writeBoundary(xml: XmlWriter, element: 'not-before' | 'not-after', { day, time }: WeekTime): void {
  xml
    .markup('<')
    .markup(element)
    .markup('><week-time')
    .attribute('day', day)
    .attribute('time', time)
    .markup('/>')
    .end(element)
}
