import type { SeededRandom } from '../../kill/random.ts'
import type { Ids } from '../../../src/exchange/ports/ids.ts'

/** Ids that the seed repeats. */
export function simIds(random: SeededRandom): Ids {
  return {
    uuid: () => seededUuid(random),
    random: (count) => Uint8Array.from({ length: count }, () => random.int(0, 255)),
  }
}

/** A version 4 UUID, lower case. */
export function seededUuid(random: SeededRandom): string {
  const hex = hexOf(random) + hexOf(random) + hexOf(random) + hexOf(random)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
}

function hexOf(random: SeededRandom): string {
  return Math.floor(random.next() * 0x1_0000_0000)
    .toString(16)
    .padStart(8, '0')
}
