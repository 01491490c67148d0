import type { Words } from '../../protocol/words.ts'

/** A day as people write it here: `2026-11-01`, by UTC as in certificates. */
export function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

/** A number with one decimal, and the decimal sign of each language. */
export function decimal(value: number): Words {
  const en = value.toFixed(1)
  return { sv: en.replace('.', ','), en }
}

/** Octets in MiB or GiB. */
export function bytesWords(bytes: number): Words {
  const mebibytes = bytes / 1024 / 1024
  if (mebibytes < 1024) return { sv: `${Math.floor(mebibytes)} MiB`, en: `${Math.floor(mebibytes)} MiB` }
  const { sv, en } = decimal(mebibytes / 1024)
  return { sv: `${sv} GiB`, en: `${en} GiB` }
}
