/** The known name that a mistyped one most likely means; undefined where none is near. */
export function nearMiss(text: string, known: Iterable<string>): string | undefined {
  const wanted = plain(text)
  const most = Math.max(1, Math.floor(wanted.length / 3))
  let best: string | undefined
  let least = most + 1
  for (const name of known) {
    const distance = editDistance(wanted, plain(name))
    if (distance < least) {
      best = name
      least = distance
    }
  }
  return best
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[-_]/g, '')
}

/** Levenshtein distance, with two neighbours changing places as one step. */
function editDistance(one: string, other: string): number {
  let before: number[] = []
  let above = Array.from({ length: other.length + 1 }, (_, i) => i)
  for (let i = 1; i <= one.length; i++) {
    const row = [i]
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
      row.push(
        Math.min(
          at(above, j) + 1,
          at(row, j - 1) + 1,
          at(above, j - 1) + same,
          swapped ? at(before, j - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    before = above
    above = row
  }
  return at(above, other.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY
}
