/** The units that volumes are counted in. */
export const volumeUnits = ['B', 'KB', 'MB', 'GB'] as const

export type VolumeUnit = (typeof volumeUnits)[number]

/** The units that periods are counted in. */
export const periodUnits = ['sec', 'min', 'hour', 'day', 'week', 'month', 'year'] as const

export type PeriodUnit = (typeof periodUnits)[number]
