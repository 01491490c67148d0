import { createHash, hash } from 'node:crypto'
import type { Digest } from '../exchange/ports/digest.ts'

/** SHA-256 of Node's own cryptography. */
export function nodeDigest(): Digest {
  return {
    sha256() {
      const running = createHash('sha256')
      return {
        update(bytes) {
          running.update(bytes)
        },
        hex: () => running.digest('hex'),
      }
    },
    of: (bytes) => hash('sha256', bytes, 'buffer'),
  }
}
