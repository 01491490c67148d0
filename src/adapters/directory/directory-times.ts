/** How long directories are waited for and believed, in milliseconds. */
export interface DirectoryTimes {
  /** What was found is asked for again after this. */
  readonly lifetime: number
  /** What was not there is asked for again after this: a partner that was just entered should be found soon. */
  readonly absentLifetime: number
  /** A directory that did not answer is left alone so long. */
  readonly pause: number
  /** For the connection, TLS and bind in all. */
  readonly connectTimeout: number
  readonly searchTimeout: number
  /** A connection unused for so long may be dead without a sign of it, and is replaced before it is used. */
  readonly idle: number
}

export const directoryTimes: DirectoryTimes = {
  lifetime: 600_000,
  absentLifetime: 60_000,
  pause: 5_000,
  connectTimeout: 5_000,
  searchTimeout: 10_000,
  idle: 120_000,
}
