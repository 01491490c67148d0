/** The system's code of an error; its message where it has none. */
export function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0])
  if (error instanceof Error) return 'code' in error ? String(error.code) : error.message
  return String(error)
}
