import type { Rate } from '../../protocol/agreement/quality.ts'
import type { PeriodUnit, VolumeUnit } from '../../protocol/agreement/units.ts'
import { dayOfDate } from './calendar-day.ts'
import type { Fact, Held, Refused } from './decision.ts'
import { hold, refuse } from './deciding.ts'
import { dateAt, type LocalAgreement } from './known-agreement.ts'
import type { Question } from './question.ts'
import { holidayOf } from './swedish-holidays.ts'

/** A message that was sent under an agreement. */
export interface Transfer {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly bytes: number
}

/** What a message weighs, and what went before it. */
export interface Load {
  /** Milliseconds since 1970. */
  readonly now: number
  /** Octets of its data parts as they are transferred; absent where they are not known yet. */
  readonly bytes?: number
  /** Earlier transfers under the agreement, as far back as `peakMemory` says, oldest first. */
  readonly earlier: readonly Transfer[]
}

const unitBytes: Readonly<Record<VolumeUnit, number>> = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 }
const day = 86_400_000
const periodLength: Readonly<Record<PeriodUnit, number>> = {
  sec: 1000,
  min: 60_000,
  hour: 3_600_000,
  day,
  week: 7 * day,
  month: 30 * day,
  year: 365 * day,
}

/** Milliseconds of the longest period of a peak: what passed before that counts for none. */
export const longestPeak = Math.max(...Object.values(periodLength))

/**
 * What an agreement's own terms say against a message: one that is too large is refused; one that comes when it is not
 * open, or when a peak is reached, waits if it is asynchronous and is refused if somebody waits for the answer.
 * Undefined where nothing is against it.
 */
export function againstTerms(
  agreement: LocalAgreement,
  question: Question,
  load: Load,
): Held | Refused | undefined {
  return overVolume(agreement, load.bytes ?? 0) ?? tooEarly(agreement, question, load)
}

/** The refusal of a transfer that is larger than the agreement's volume for one. */
export function overVolume(agreement: LocalAgreement, bytes: number): Refused | undefined {
  const volume = agreement.document.quality?.volume
  if (volume === undefined) return undefined
  const most = volume.perTransfer * unitBytes[volume.unit]
  return bytes > most ? refuse('IllegalAgreement', { rule: 'volume', bytes, most }, agreement) : undefined
}

/** How far back the transfers under an agreement count for its peaks, in milliseconds; undefined where it has none. */
export function peakMemory({ document }: LocalAgreement): number | undefined {
  const lengths = [document.quality?.volume?.peak, document.quality?.frequency?.peak].flatMap((peak) =>
    isPeak(peak) ? [periodLength[peak.period]] : [],
  )
  return lengths.length === 0 ? undefined : Math.max(...lengths)
}

function tooEarly(agreement: LocalAgreement, question: Question, load: Load): Held | Refused | undefined {
  const { now } = load
  const peak = latest(frequencyPeak(agreement, load), volumePeak(agreement, load))
  const opens = opensAt(agreement, now)
  // What has room at night is still to wait for the morning.
  const until = opens === undefined ? undefined : opensAt(agreement, Math.max(opens, peak?.freeAt ?? now))
  if (until === undefined) return refuse('IllegalAgreement', { rule: 'never-open' }, agreement)
  if (until === now) return undefined
  const fact =
    peak !== undefined && opens === now ? peakFact(agreement, peak, until) : closedFact(agreement, now, until)
  return question.transferType === 'asynch'
    ? hold(fact, agreement, until)
    : refuse('IllegalAgreement', fact, agreement, until)
}

function opensAt({ opening }: LocalAgreement, at: number): number | undefined {
  return opening === undefined ? at : opening.opensAt(at)
}

function closedFact({ zone }: LocalAgreement, now: number, until: number): Fact {
  const today = holidayOf(dayOfDate(dateAt(zone.time, now)))
  return {
    rule: 'closed',
    opensAt: zone.time.formatWithZone(until),
    zone: zone.name,
    ...(today !== undefined && { today: today.name }),
  }
}

interface ReachedPeak {
  readonly rule: 'peak-frequency' | 'peak-volume'
  readonly most: number
  readonly period: PeriodUnit
  readonly freeAt: number
}

function latest(one: ReachedPeak | undefined, other: ReachedPeak | undefined): ReachedPeak | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return one.freeAt >= other.freeAt ? one : other
}

function peakFact({ zone }: LocalAgreement, { rule, most, period }: ReachedPeak, until: number): Fact {
  return { rule, most, period, freeAt: zone.time.formatWithZone(until), zone: zone.name }
}

function frequencyPeak(agreement: LocalAgreement, load: Load): ReachedPeak | undefined {
  const peak = agreement.document.quality?.frequency?.peak
  if (!isPeak(peak)) return undefined
  const freeAt = whenRoom(load, peak.period, 1, peak.numberPer, () => 1)
  return freeAt === undefined
    ? undefined
    : { rule: 'peak-frequency', most: peak.numberPer, period: peak.period, freeAt }
}

function volumePeak(agreement: LocalAgreement, load: Load): ReachedPeak | undefined {
  const volume = agreement.document.quality?.volume
  if (volume === undefined || !isPeak(volume.peak)) return undefined
  const most = volume.peak.numberPer * unitBytes[volume.unit]
  const freeAt = whenRoom(load, volume.peak.period, load.bytes ?? 0, most, ({ bytes }) => bytes)
  return freeAt === undefined ? undefined : { rule: 'peak-volume', most, period: volume.peak.period, freeAt }
}

/**
 * When enough of the earlier transfers are more than a period old for one more; undefined where there is room now. One
 * that is larger than the peak by itself goes when the period is empty, since it would wait for ever otherwise.
 */
function whenRoom(
  { now, earlier }: Load,
  period: PeriodUnit,
  size: number,
  most: number,
  sizeOf: (transfer: Transfer) => number,
): number | undefined {
  const length = periodLength[period]
  const within = earlier.filter(({ at }) => at > now - length && at <= now)
  let used = within.reduce((sum, transfer) => sum + sizeOf(transfer), 0)
  let freeAt: number | undefined
  for (const transfer of within) {
    if (used + size <= most) break
    used -= sizeOf(transfer)
    freeAt = transfer.at + length
  }
  return freeAt
}

/** A peak of 0 would hold everything for ever, so it counts as none. */
function isPeak(peak: Rate | undefined): peak is Rate {
  return peak !== undefined && peak.numberPer > 0
}
