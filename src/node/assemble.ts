import { join } from 'node:path'
import type { Logger } from 'pino'
import { openDiskBlobStore } from '../adapters/blob-store/disk/open.ts'
import { systemClock } from '../adapters/clock.ts'
import { inProcessCoordination } from '../adapters/coordination/in-process.ts'
import { nodeDigest } from '../adapters/digest.ts'
import { randomIds } from '../adapters/ids.ts'
import { logAndMetrics } from '../adapters/journal/log-and-metrics.ts'
import { openNodeLog } from '../adapters/journal/node-log.ts'
import { nodeMetrics, type NodeMetrics } from '../adapters/journal/node-metrics.ts'
import { openSqliteStore } from '../adapters/message-log/sqlite/open-store.ts'
import { createExchange, type Exchange } from '../exchange/exchange.ts'
import type { NodeSettings } from '../exchange/node-settings.ts'
import type { Ports } from '../exchange/ports/ports.ts'
import type { Config } from './config/config.ts'

/** A node's store and what it does, without any way in. */
export interface Assembled extends AsyncDisposable {
  readonly ports: Ports
  readonly exchange: Exchange
  readonly metrics: NodeMetrics
  readonly logger: Logger
  /** Resolves with the error when the store has failed for good: the node must end. */
  readonly failure: Promise<Error>
}

/** Wires the exchange to the world by the settings; the one place that knows every adapter. */
export async function assemble(
  config: Config,
  logLevel: Config['log']['level'] = config.log.level,
): Promise<Assembled> {
  const { dataDir } = config.node
  const clock = systemClock()
  const ids = randomIds()
  const metrics = nodeMetrics()
  await using opening = new AsyncDisposableStack()
  const { logger } = opening.use(openNodeLog(logLevel, config.node.id))
  const store = opening.use(await openSqliteStore({ dataDir }))
  const blobStore = opening.use(await openDiskBlobStore({ dir: join(dataDir, 'blobs') }))
  const ports: Ports = {
    messageLog: store.messageLog,
    registry: store.registry,
    blobStore,
    coordination: inProcessCoordination(),
    clock,
    ids,
    digest: nodeDigest(),
    journal: logAndMetrics(logger, metrics.registry),
  }
  metrics.watch(ports.messageLog, () => clock.now())
  const exchange = createExchange(ports, nodeSettings(config))
  await registerOwnActor(config, ports)
  const opened = opening.move()
  return {
    ports,
    exchange,
    metrics,
    logger,
    failure: store.failure,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

function nodeSettings({ node, mailbox, limits, contact }: Config): NodeSettings {
  return {
    nodeId: node.id,
    actor: node.actor,
    timeZone: node.timeZone,
    mailboxLease: mailbox.lease,
    inlineBytes: limits.inlineBytes,
    limits: {
      maxMessageBytes: limits.maxMessageBytes,
      maxLabelBytes: limits.maxLabelBytes,
      maxDataParts: limits.maxDataParts,
    },
    contact,
  }
}

/** The node's own actor is always known; what an import says of it counts for more. */
async function registerOwnActor({ node }: Config, { registry }: Ports): Promise<void> {
  const [known] = await registry.actors([node.actor])
  if (known !== undefined) return
  const key = { kind: 'actor', id: node.actor } as const
  const entry = { kind: 'actor', organisationNumber: node.actor, name: node.name, mailbox: true } as const
  await registry.apply([{ key, put: { key, entry } }], await registry.revision(), [])
}
