import { setTimeout as after } from 'node:timers/promises'

const grace = 2000
const lookEvery = 20

/**
 * Ends a process and what it has started: SIGTERM, and SIGKILL two seconds later to what is left then. `leader` is the
 * id of a process that leads a group of its own.
 */
export async function endProcessGroup(leader: number): Promise<void> {
  if (!signalGroup(leader, 'SIGTERM')) return
  const deadline = performance.now() + grace
  while (performance.now() < deadline) {
    await after(lookEvery)
    if (!signalGroup(leader, 0)) return
  }
  signalGroup(leader, 'SIGKILL')
}

/** False where nobody is in the group any more. */
function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-leader, signal)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
    throw error
  }
}
