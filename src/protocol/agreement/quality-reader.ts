import { parseTimeOfDay } from '../datetime.ts'
import { many, one, optional, readChildren } from '../xml/content-model.ts'
import {
  choice,
  optionalChoice,
  optionalCount,
  readText,
  readTimeOfDay,
  requiredCount,
} from '../xml/field-readers.ts'
import type { XmlReader } from '../xml/xml-reader.ts'
import {
  attributePlace,
  expected,
  illegalValue,
  missingElement,
  unexpectedElement,
} from '../xml/xml-words.ts'
import {
  type Frequency,
  type Open,
  type OpenTime,
  type Quality,
  type Rate,
  type Response,
  type ResponseTimes,
  type Volume,
  weekDays,
  type WeekTime,
} from './quality.ts'
import { periodUnits, volumeUnits } from './units.ts'

/** The `QoS` of an agreement just opened; a `volume` and a `frequency` may stand without each other. */
export function readQuality(reader: XmlReader): Quality {
  reader.allow([])
  const open = one('open', readOpen)
  const volume = optional('volume', readVolume)
  const frequency = optional('frequency', readFrequency)
  const response = optional('response', readResponse)
  const description = optional('description', readText)
  readChildren(reader, [open, volume, frequency, response, description])
  return {
    open: open.value,
    ...(volume.value !== undefined && { volume: volume.value }),
    ...(frequency.value !== undefined && { frequency: frequency.value }),
    ...(response.value !== undefined && { response: response.value }),
    ...(description.value !== undefined && { description: description.value }),
  }
}

function readOpen(reader: XmlReader): Open {
  reader.allow([])
  const { position } = reader
  const times: OpenTime[] = []
  let start: string | undefined
  const when = one('when', readWhen)
  const boundaries = many(['starttime', 'stoptime'], () => {
    const wanted = start === undefined ? 'starttime' : 'stoptime'
    if (reader.name !== wanted) throw reader.fault(unexpectedElement('open', reader.name, [wanted]))
    const time = readTimeOfDay(reader)
    if (start === undefined) {
      start = time
    } else {
      times.push({ start, stop: time })
      start = undefined
    }
  })
  const description = optional('description', readText)
  readChildren(reader, [when, boundaries, description])
  if (start !== undefined) throw reader.fault(missingElement('open', ['stoptime']), position)
  return {
    ...when.value,
    times,
    ...(description.value !== undefined && { description: description.value }),
  }
}

function readWhen(reader: XmlReader): Pick<Open, 'day' | 'hours' | 'whenDescription'> {
  reader.allow(['day', 'hours'])
  const day = choice(reader, 'day', ['every', 'work', 'weekend', 'public-holiday'], 'every')
  const hours = choice(reader, 'hours', ['all', 'office', 'extended', 'night'], 'all')
  const description = optional('description', readText)
  readChildren(reader, [description])
  return { day, hours, ...(description.value !== undefined && { whenDescription: description.value }) }
}

function readVolume(reader: XmlReader): Volume {
  reader.allow(['per-transfer', 'unit'])
  const perTransfer = requiredCount(reader, 'per-transfer')
  const unit = choice(reader, 'unit', volumeUnits, 'KB')
  return { perTransfer, unit, ...readRates(reader) }
}

function readFrequency(reader: XmlReader): Frequency {
  reader.allow([])
  return readRates(reader)
}

function readRates(reader: XmlReader): Frequency {
  const average = one('average', readRate)
  const peak = optional('peak', readRate)
  const description = optional('description', readText)
  readChildren(reader, [average, peak, description])
  return {
    average: average.value,
    ...(peak.value !== undefined && { peak: peak.value }),
    ...(description.value !== undefined && { description: description.value }),
  }
}

function readRate(reader: XmlReader): Rate {
  reader.allow(['number-per', 'period'])
  const numberPer = requiredCount(reader, 'number-per')
  const period = choice(reader, 'period', periodUnits, undefined)
  reader.empty()
  return { numberPer, period }
}

function readResponse(reader: XmlReader): Response {
  reader.allow(['within', 'unit'])
  const { position } = reader
  const within = optionalCount(reader, 'within')
  const unit = optionalChoice(reader, 'unit', periodUnits)
  const request = optional('request', readResponseTimes)
  const reply = optional('reply', readResponseTimes)
  const description = optional('description', readText)
  readChildren(reader, [request, reply, description])
  if (reply.value !== undefined && request.value === undefined) {
    throw reader.fault(missingElement('response', ['request']), position)
  }
  return {
    ...(within !== undefined && { within }),
    ...(unit !== undefined && { unit }),
    ...(request.value !== undefined && { request: request.value }),
    ...(reply.value !== undefined && { reply: reply.value }),
    ...(description.value !== undefined && { description: description.value }),
  }
}

function readResponseTimes(reader: XmlReader): ResponseTimes {
  reader.allow([])
  const notBefore = one('not-before', readBoundary)
  const notAfter = optional('not-after', readBoundary)
  readChildren(reader, [notBefore, notAfter])
  return {
    notBefore: notBefore.value,
    ...(notAfter.value !== undefined && { notAfter: notAfter.value }),
  }
}

function readBoundary(reader: XmlReader): WeekTime {
  reader.allow([])
  const weekTime = one('week-time', readWeekTime)
  readChildren(reader, [weekTime])
  return weekTime.value
}

function readWeekTime(reader: XmlReader): WeekTime {
  reader.allow(['day', 'time'])
  const day = choice(reader, 'day', weekDays, 'every')
  const text = reader.filled('time')
  const time = text === undefined ? undefined : parseTimeOfDay(text)
  if (text !== undefined && time === undefined) {
    throw reader.fault(illegalValue(attributePlace('week-time', 'time'), text, expected.time))
  }
  reader.empty()
  return { day, ...(time !== undefined && { time }) }
}
