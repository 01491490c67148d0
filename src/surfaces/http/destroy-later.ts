import type { Duplex } from 'node:stream'

/** Milliseconds that the last words get to be handed to the system. */
const grace = 1000

/** Destroys a connection that is still there after a second: who does not read its last words keeps no slot. */
export function destroyLater(socket: Duplex): void {
  const over = setTimeout(() => socket.destroy(), grace)
  over.unref()
  socket.once('close', () => clearTimeout(over))
}
