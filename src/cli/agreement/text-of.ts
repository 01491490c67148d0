import { safeText } from '../safe-text.ts'

/** A value of what the node told, as text that is safe to print; empty where it is not there. */
export function textOf(told: object, name: string): string {
  const value: unknown = Object.entries(told).find(([key]) => key === name)?.[1]
  return typeof value === 'string' ? safeText(value) : ''
}
