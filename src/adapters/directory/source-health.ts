import type { Clock } from '../../exchange/ports/clock.ts'
import type { DirectoryStatus } from '../../exchange/ports/directory.ts'
import { DirectoryUnavailable } from './directory-unavailable.ts'

/** Whether a directory answers, and since when. */
export interface SourceHealth {
  /**
   * Makes a call of the directory unless it is known to be down: then, after each pause, one call goes through to
   * see, and all others fail at once. So a dead directory delays nobody but one.
   */
  attempt<T>(call: () => Promise<T>): Promise<T>
  /** Milliseconds since the last call that was answered; infinite where none was. */
  quietFor(): number
  status(): DirectoryStatus
}

export function sourceHealth(name: string, pause: number, clock: Clock): SourceHealth {
  let down: { readonly error: DirectoryUnavailable; readonly until: number } | undefined
  let since = clock.now()
  let answeredAt: number | undefined
  let scouting = false

  const answered = (): void => {
    if (down !== undefined) since = clock.now()
    down = undefined
    answeredAt = clock.monotonic()
  }
  const failed = (error: DirectoryUnavailable): void => {
    if (down === undefined) since = clock.now()
    down = { error, until: clock.monotonic() + pause }
  }
  const observe = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      const result = await call()
      answered()
      return result
    } catch (error) {
      if (error instanceof DirectoryUnavailable) {
        if (error.thisQuestionOnly) answered()
        else failed(error)
      }
      throw error
    }
  }

  return {
    async attempt(call) {
      if (down === undefined) return await observe(call)
      if (scouting || clock.monotonic() < down.until) throw down.error
      scouting = true
      try {
        return await observe(call)
      } finally {
        scouting = false
      }
    },
    quietFor: () => (answeredAt === undefined ? Number.POSITIVE_INFINITY : clock.monotonic() - answeredAt),
    status: () => ({
      name,
      ok: down === undefined,
      since,
      ...(down !== undefined && { detail: down.error.message }),
    }),
  }
}
