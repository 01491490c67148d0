/** A text for people, in both languages of the product. */
export interface Words {
  readonly sv: string
  readonly en: string
}

/** The words that a value from elsewhere is; undefined where it is none. */
export function wordsIn(value: unknown): Words | undefined {
  if (typeof value !== 'object' || value === null || !('sv' in value) || !('en' in value)) return undefined
  const { sv, en } = value
  return typeof sv === 'string' && typeof en === 'string' ? { sv, en } : undefined
}
