export type Language = 'sv' | 'en'

/** The language to answer in: the one of `Accept-Language` with the highest weight that we speak, else `otherwise`. */
export function languageOf(header: string | undefined, otherwise: Language): Language {
  if (header === undefined) return otherwise
  const wishes = header.split(',').map((wish) => {
    const [range = '', ...parameters] = wish.trim().toLowerCase().split(';')
    const weight = parameters.find((parameter) => parameter.trim().startsWith('q='))
    return {
      tag: range.trim().split('-')[0],
      weight: weight === undefined ? 1 : Number(weight.trim().slice(2)),
    }
  })
  const known = wishes.filter(({ tag, weight }) => (tag === 'sv' || tag === 'en') && weight > 0)
  const [best] = known.toSorted((a, b) => b.weight - a.weight)
  return best === undefined ? otherwise : best.tag === 'sv' ? 'sv' : 'en'
}
