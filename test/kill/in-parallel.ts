/** Does something with each, at most so many at once. */
export async function inParallel<T>(
  items: Iterable<T>,
  most: number,
  act: (item: T) => Promise<void>,
): Promise<void> {
  const left = [...items].values()
  await Promise.all(
    Array.from({ length: most }, async () => {
      for (const item of left) await act(item)
    }),
  )
}
