import type { ValueType } from '../../node/config/value-type.ts'

/** Two for each node, and the directory's. */
const portsOfTrial = 5
const most = 65_535 - portsOfTrial + 1

/** The first of the ports of a trial. */
export const portBase: ValueType<number> = {
  parse(text) {
    const number = /^\d+$/.test(text) ? Number(text) : 0
    return number >= 1 && number <= most ? number : undefined
  },
  expected: { sv: `ett portnummer från 1 till ${most}`, en: `a port number from 1 to ${most}` },
  schema: { type: 'integer', minimum: 1, maximum: most },
  example: most,
}
