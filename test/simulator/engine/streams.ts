import { SeededRandom } from '../../kill/random.ts'

/** What draws randomness in a simulation: each has a stream of its own, so that a change of one leaves the others as they are. */
const streams = [
  'world',
  'ids',
  'ports',
  'disk',
  'network',
  'directory',
  'partners',
  'senders',
  'receivers',
  'operators',
  'faults',
  'bugs',
  'handlers',
] as const

export type StreamName = (typeof streams)[number]

/** A stream of a seed; `index` tells nodes and clients of one kind apart. */
export function stream(seed: number, name: StreamName, index = 0): SeededRandom {
  return new SeededRandom(seed, streams.indexOf(name) + 1, index + 1)
}

/** A waiting time with a mean: short ones are frequent, long ones come now and then. */
export function waiting(random: SeededRandom, mean: number): number {
  return -Math.log(1 - random.next()) * mean
}
