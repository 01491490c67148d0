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
import { processTimers } from '../adapters/timers.ts'
import { auditRow } from '../exchange/audit/audit-row.ts'
import type { BusinessFact } from '../exchange/audit/business-fact.ts'
import { eventOf } from '../exchange/audit/write-down.ts'
import { createExchange, type Exchange } from '../exchange/exchange.ts'
import type { NodeSettings } from '../exchange/node-settings.ts'
import type { Clock } from '../exchange/ports/clock.ts'
import type { Peers } from '../exchange/ports/peers.ts'
import type { Ports } from '../exchange/ports/ports.ts'
import type { RegistryKey } from '../exchange/ports/registry.ts'
import { canonicalEntry } from '../exchange/registry/canonical-entry.ts'
import type { Config } from './config/config.ts'
import type { HandlerFault } from '../adapters/handlers/handler-fault.ts'
import { openActorHandlers } from './open-actor-handlers.ts'
import { openDirectory } from './open-directory.ts'

/** A node's store and what it does, without any way in. */
export interface Assembled extends AsyncDisposable {
  readonly ports: Ports
  readonly exchange: Exchange
  readonly metrics: NodeMetrics
  readonly logger: Logger
  /** Ends the calls to other nodes that are open, and lets no more of them begin. */
  endCalls(): Promise<void>
  /** Resolves with the error when the store has failed for good: the node must end. */
  readonly failure: Promise<Error>
}

export interface AssembleOptions {
  readonly logLevel: Config['log']['level']
  /** How other nodes are called. */
  readonly openPeers: (config: Config, clock: Clock) => Promise<Peers & AsyncDisposable>
}

/** Wires the exchange to the world by the settings; the one place that knows every adapter. */
export async function assemble(config: Config, { logLevel, openPeers }: AssembleOptions): Promise<Assembled> {
  const { dataDir } = config.node
  // What the node writes, names and texts included, is for its own user only.
  process.umask(0o077)
  const clock = systemClock()
  const ids = randomIds()
  const metrics = nodeMetrics()
  await using opening = new AsyncDisposableStack()
  const { logger } = opening.use(openNodeLog(logLevel, config.node.id))
  const store = opening.use(await openSqliteStore({ dataDir }))
  const blobStore = opening.use(await openDiskBlobStore({ dir: join(dataDir, 'blobs') }))
  const directory = opening.use(
    await openDirectory(config, (entry) => logger.warn({ event: 'ignoredDirectoryEntry', ...entry }), clock),
  )
  const journal = logAndMetrics(logger, metrics.registry)
  const fault = (error: unknown): void => journal.fault(ids.uuid(), error)
  const peers = opening.use(await openPeers(config, clock))
  const unanswered = (handler: string, { because, message }: HandlerFault): void =>
    logger.warn({ event: 'handlerFailed', handler, because, why: message })
  const ports: Ports = {
    messageLog: store.messageLog,
    registry: store.registry,
    directory,
    blobStore,
    peers,
    handlers: opening.use(await openActorHandlers(config, { fault, unanswered })),
    coordination: inProcessCoordination(),
    timers: processTimers(),
    clock,
    ids,
    digest: nodeDigest(),
    journal,
  }
  metrics.watch(ports.messageLog, () => clock.now())
  const exchange = keepingOwnActor(createExchange(ports, nodeSettings(config)), config)
  await registerOwnActor(config, ports)
  const opened = opening.move()
  return {
    ports,
    exchange,
    metrics,
    logger,
    failure: store.failure,
    async endCalls() {
      await peers[Symbol.asyncDispose]()
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

function nodeSettings({ node, mailbox, limits, agreements, delivery, retention }: Config): NodeSettings {
  return {
    nodeId: node.id,
    actor: node.actor,
    timeZone: node.timeZone,
    mailboxLease: mailbox.lease,
    agreements,
    inlineBytes: limits.inlineBytes,
    retention,
    delivery: {
      steps: delivery.retry,
      giveUpAfter: delivery.giveUpAfter,
      perDestination: delivery.perDestination,
    },
    limits: {
      maxMessageBytes: limits.maxMessageBytes,
      maxLabelBytes: limits.maxLabelBytes,
      maxDataParts: limits.maxDataParts,
      maxHeaderBytes: limits.maxHeaderBytes,
    },
  }
}

/** No import takes the node's own actor out of the registry. */
function keepingOwnActor(exchange: Exchange, { node }: Config): Exchange {
  return {
    ...exchange,
    import: (entries, options, user) => exchange.import(entries, { ...options, own: node.actor }, user),
  }
}

/** The node's own actor is always known; what an import says of it counts for more. */
async function registerOwnActor({ node }: Config, ports: Ports): Promise<void> {
  const { registry, clock, ids, digest, journal } = ports
  const key = { kind: 'actor', id: node.actor } as const
  const entry = { kind: 'actor', organisationNumber: node.actor, name: node.name, mailbox: true } as const
  // As if imported: nobody wrote it elsewhere, so the first import that says more is no conflict.
  const imported = canonicalEntry(entry)
  const rows = await registry.rows()
  const known = rows.find((row) => row.key.id === node.actor && isOrganisation(row.key))
  const asMadeEarlier =
    known !== undefined && known.imported === undefined && canonicalEntry(known.entry) === imported
  if (known !== undefined && !asMadeEarlier) return
  const fact: BusinessFact = { event: 'imported', at: clock.now(), count: 1, detail: { user: 'kvittens' } }
  const audit = [auditRow(fact, ids, digest)]
  const applied = await registry.apply(
    [{ key, put: { key, entry, imported } }],
    await registry.revision(),
    audit,
  )
  if (applied) journal.tell(eventOf(fact))
}

function isOrganisation({ kind }: RegistryKey): boolean {
  return kind === 'actor' || kind === 'tenant'
}
