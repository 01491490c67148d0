import type { Server } from 'node:net'
import { KvittensError } from '../protocol/kvittens-error.ts'
import { codeOf } from './code-of.ts'

/** Where a server is to listen, and the setting that says so. */
export interface Place {
  readonly host?: string
  readonly port?: number
  readonly path?: string
  /** The setting's name, for the words of a failure. */
  readonly setting: string
}

/** Resolves when the server listens; rejects with `CannotListen`, which names the setting and the cure, when it can't. */
export function listening(server: Server, { setting, ...where }: Place): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: Error): void => reject(cannotListen(setting, where, error))
    server.once('error', onError)
    server.listen(where, () => {
      server.off('error', onError)
      resolve()
    })
  })
}

function cannotListen(setting: string, where: Omit<Place, 'setting'>, cause: Error): KvittensError {
  const place = where.path ?? `${where.host ?? ''}:${where.port ?? ''}`
  const code = codeOf(cause)
  const taken = code === 'EADDRINUSE'
  return new KvittensError('CannotListen', {
    words: {
      sv: `${setting}: ${place} går inte att lyssna på (${code}).`,
      en: `${setting}: cannot listen on ${place} (${code}).`,
    },
    cure: taken
      ? {
          sv: `Ett annat program har porten redan. Stoppa det, eller ange en annan i ${setting}.`,
          en: `Another program has the port already. Stop it, or give another in ${setting}.`,
        }
      : {
          sv: `Ange en adress som datorn har i ${setting}.`,
          en: `Give an address that this machine has in ${setting}.`,
        },
    cause,
  })
}
