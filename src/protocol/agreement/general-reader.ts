import { one, optional, readChildren } from '../xml/content-model.ts'
import { optionalCount, optionalDate, readText, readTimeOfDay, requiredDate } from '../xml/field-readers.ts'
import type { XmlReader } from '../xml/xml-reader.ts'
import type { ShsAgreement, Validity } from './agreement.ts'
import { readQuality } from './quality-reader.ts'
import type { Interval, Schedule } from './schedule.ts'

type General = Pick<ShsAgreement, 'description' | 'valid' | 'schedule' | 'quality'>

/** The `general` of an agreement just opened; `schedule` and `QoS`, which deployed agreements leave out, are optional. */
export function readGeneral(reader: XmlReader): General {
  reader.allow([])
  const description = optional('description', readText)
  const valid = one('valid', readValidity)
  const schedule = optional('schedule', readSchedule)
  const quality = optional('QoS', readQuality)
  readChildren(reader, [description, valid, schedule, quality])
  return {
    ...(description.value !== undefined && { description: description.value }),
    valid: valid.value,
    ...(schedule.value !== undefined && { schedule: schedule.value }),
    ...(quality.value !== undefined && { quality: quality.value }),
  }
}

function readValidity(reader: XmlReader): Validity {
  reader.allow([])
  const from = one('valid-from', readDate)
  const to = optional('valid-to', readDate)
  readChildren(reader, [from, to])
  return { from: from.value, ...(to.value !== undefined && { to: to.value }) }
}

function readDate(reader: XmlReader): string {
  reader.allow(['date'])
  const date = requiredDate(reader, 'date')
  reader.empty()
  return date
}

function readSchedule(reader: XmlReader): Schedule {
  reader.allow(['startdate', 'stopdate', 'timezone'])
  const startDate = optionalDate(reader, 'startdate')
  const stopDate = optionalDate(reader, 'stopdate')
  const timeZone = reader.filled('timezone')
  const interval = one('intervaltime', readInterval)
  const startTime = optional('starttime', readTimeOfDay)
  const stopTime = optional('stoptime', readTimeOfDay)
  readChildren(reader, [interval, startTime, stopTime])
  return {
    ...(startDate !== undefined && { startDate }),
    ...(stopDate !== undefined && { stopDate }),
    ...(timeZone !== undefined && { timeZone }),
    interval: interval.value,
    ...(startTime.value !== undefined && { startTime: startTime.value }),
    ...(stopTime.value !== undefined && { stopTime: stopTime.value }),
  }
}

function readInterval(reader: XmlReader): Interval {
  reader.allow(['day', 'hour', 'min'])
  const day = optionalCount(reader, 'day')
  const hour = optionalCount(reader, 'hour')
  const min = optionalCount(reader, 'min')
  reader.empty()
  return {
    ...(day !== undefined && { day }),
    ...(hour !== undefined && { hour }),
    ...(min !== undefined && { min }),
  }
}
