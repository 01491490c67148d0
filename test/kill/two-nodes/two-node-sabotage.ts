import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { SideName, TwoMortals } from './two-mortals.ts'
import { type Meddling, startMeddler } from './meddler.ts'

/** Ways to harm what two nodes do, behind their backs, by which the harness shows that it would see the harm. */
export const twoNodeSabotages = [
  'swallow-message',
  'swallow-confirm',
  'change-octet',
  'deliver-twice',
  'old-store-agency',
  'old-store-employer',
] as const

export type TwoNodeSabotage = (typeof twoNodeSabotages)[number]

/** A harm under way. */
export interface Harm extends AsyncDisposable {
  /** Whether there was something to harm: a kill may come before that. */
  readonly isDone: boolean
  /** Where messages to a node are posted in its place. */
  readonly urls?: Partial<Readonly<Record<SideName, string>>>
  /** The only node that is killed. */
  readonly victim?: SideName
  /** Called while a node is down. */
  readonly whileDown?: (side: SideName) => Promise<void>
}

export async function startHarm(kind: TwoNodeSabotage, nodes: TwoMortals): Promise<Harm> {
  switch (kind) {
    case 'swallow-message':
      return between('employer', 'agency', 'swallow', nodes)
    case 'swallow-confirm':
      return between('agency', 'employer', 'swallow', nodes)
    case 'change-octet':
      return between('employer', 'agency', 'change', nodes)
    case 'deliver-twice':
      return between('employer', 'agency', 'twice', nodes)
    case 'old-store-agency':
      return oldStore('agency', nodes)
    case 'old-store-employer':
      return oldStore('employer', nodes)
  }
}

async function between(from: SideName, to: SideName, how: Meddling, nodes: TwoMortals): Promise<Harm> {
  const meddler = await startMeddler(
    how,
    {
      as: nodes.nodeIdentities[to],
      url: () => nodes[to].url,
      withCertificateOf: nodes.nodeIdentities[from],
    },
    nodes.caPem,
  )
  return {
    urls: { [to]: meddler.url },
    get isDone() {
      return meddler.hasMeddled
    },
    [Symbol.asyncDispose]: () => meddler[Symbol.asyncDispose](),
  }
}

/** The store is copied at the first kill and put back at the third: what came between is lost. */
function oldStore(victim: SideName, nodes: TwoMortals): Harm {
  const { dataDir } = nodes[victim]
  const copy = join(nodes.dir, 'old-store')
  let kills = 0
  let lost = 0
  return {
    victim,
    get isDone() {
      return lost > 0
    },
    async whileDown(side) {
      if (side !== victim) return
      kills++
      if (kills === 1) await cp(dataDir, copy, { recursive: true, filter: isNoSocket })
      if (kills !== 3) return
      lost = messagesIn(dataDir) - messagesIn(copy)
      await rm(dataDir, { recursive: true })
      await cp(copy, dataDir, { recursive: true })
    },
    async [Symbol.asyncDispose]() {},
  }
}

function messagesIn(dataDir: string): number {
  const database = new DatabaseSync(join(dataDir, 'kvittens.db'))
  try {
    return Number(database.prepare('SELECT count(*) AS messages FROM message').get()?.['messages'])
  } finally {
    database.close()
  }
}

function isNoSocket(path: string): boolean {
  return !path.endsWith('.sock')
}
