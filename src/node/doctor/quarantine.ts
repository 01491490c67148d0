import type { Config } from '../config/config.ts'
import { socketToCall } from '../socket-path.ts'
import { askRunningNode } from './ask-running-node.ts'
import { type Check, ok, outcome, warn } from './check.ts'

/** Whether the running node has set messages aside that wait for its operator. */
export function quarantine({ file, node }: Config): Check {
  return {
    name: 'quarantine',
    async run(signal) {
      const totals = await askRunningNode(socketToCall(node.dataDir), { act: 'totals' }, signal)
      const count = quarantinedOf(totals)
      if (count === 0) {
        return outcome(ok({ sv: 'Inget är i karantän.', en: 'Nothing is in quarantine.' }))
      }
      return outcome(
        warn(
          {
            sv: `${count} ${count === 1 ? 'meddelande' : 'meddelanden'} är i karantän.`,
            en: `${count} ${count === 1 ? 'message is' : 'messages are'} in quarantine.`,
          },
          {
            sv: `Se vilka och varför: kvittens message list --state quarantined --config ${file}. Skicka om dem när orsaken är borta (message resend), eller makulera dem (message cancel).`,
            en: `See which and why: kvittens message list --state quarantined --config ${file}. Send them again once the reason is gone (message resend), or cancel them (message cancel).`,
          },
        ),
      )
    },
  }
}

function quarantinedOf(totals: unknown): number {
  if (typeof totals === 'object' && totals !== null && 'quarantined' in totals) {
    const { quarantined } = totals
    if (typeof quarantined === 'number') return quarantined
  }
  throw new Error('the node did not say how many messages it has set aside')
}
