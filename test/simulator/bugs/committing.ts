import type { Change, MessageLog, Outcome } from '../../../src/exchange/ports/message-log.ts'
import type { Ports } from '../../../src/exchange/ports/ports.ts'

type Commit = (changes: readonly Change[], ports: Ports) => Promise<readonly Outcome[]>

/** Ports whose message log commits in another way. */
export function committing(commit: Commit): (ports: Ports) => Ports {
  return (ports) => {
    const messageLog: MessageLog = { ...ports.messageLog, commit: (changes) => commit(changes, ports) }
    return { ...ports, messageLog }
  }
}
