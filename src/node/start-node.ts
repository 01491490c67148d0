import { chmod, rm } from 'node:fs/promises'
import type { AddressInfo, Server } from 'node:net'
import { openX509Trust } from '../adapters/trust/x509-trust.ts'
import { deliveryService } from '../surfaces/delivery-service/delivery-service.ts'
import { callerDecision } from '../surfaces/http/caller-of.ts'
import type { HttpLimits } from '../surfaces/http/http-limits.ts'
import { machinesListener } from '../surfaces/http/machines-listener.ts'
import { operationsListener } from '../surfaces/operations/operations-listener.ts'
import { operatorSocket } from '../surfaces/operator/operator-socket.ts'
import { receiptService } from '../surfaces/receipts/receipt-service.ts'
import { receiveService } from '../surfaces/receive-service/receive-service.ts'
import { assemble, type Assembled } from './assemble.ts'
import { checkConfig } from './config/check-config.ts'
import type { Config } from './config/config.ts'
import { loadConfig } from './config/load-config.ts'
import { ConfigError } from './config/problem.ts'
import { drainable } from './drain.ts'
import { listening } from './listening.ts'
import { openPeers } from './open-peers.ts'
import { readiness } from './readiness.ts'
import { socketPath } from './socket-path.ts'
import { readCertificates, readTrustAnchors } from './tls-files.ts'
import { upkeep } from './upkeep.ts'

/** A node that accepts; disposing it drains it. */
export interface RunningNode extends AsyncDisposable {
  readonly machinesUrl: string
  readonly operationsUrl: string
  /** Resolves with the error when the node can go on no longer. */
  readonly failure: Promise<Error>
}

/** Starts a node by its settings: store, left-overs swept, then the ways in. */
export async function startNode(source: {
  readonly file: string
  readonly env: Readonly<Record<string, string | undefined>>
}): Promise<RunningNode> {
  const config = await loadConfig(source)
  const problems = await checkConfig(config)
  if (problems.length > 0) throw new ConfigError(problems)
  await using starting = new AsyncDisposableStack()
  const assembled = starting.use(await assemble(config, { logLevel: config.log.level, openPeers }))
  await assembled.exchange.sweep()
  starting.use(upkeep(assembled))
  assembled.exchange.deliveries.start()
  starting.defer(() => stopDeliveries(config, assembled))
  await openOperatorSocket(config, assembled, starting)
  const operationsUrl = await openOperations(config, assembled, starting)
  const machinesUrl = await openMachines(config, assembled, starting)
  assembled.logger.info({ event: 'ready', machines: machinesUrl, operations: operationsUrl })
  const running = starting.move()
  return {
    machinesUrl,
    operationsUrl,
    failure: assembled.failure,
    async [Symbol.asyncDispose]() {
      assembled.logger.info({ event: 'draining' })
      await running.disposeAsync()
    },
  }
}

async function openMachines(
  config: Config,
  { exchange, ports }: Assembled,
  starting: AsyncDisposableStack,
): Promise<string> {
  const trust = openX509Trust({ anchors: await readTrustAnchors(config) })
  const { clock, ids, journal } = ports
  const server = machinesListener({
    certificates: await readCertificates(config),
    routes: [receiveService(exchange), deliveryService(exchange), receiptService(exchange)],
    caller: callerDecision(trust, exchange, clock),
    limits: httpLimits(config),
    nodeId: config.node.id,
    clock,
    ids,
    journal,
  })
  const drain = drainable(server)
  await listening(server, { ...config.machines.listen, setting: 'machines.listen' })
  starting.defer(() => drain(config.limits.drainTimeout))
  return config.machines.publicUrl ?? `https://${addressOf(server)}`
}

async function openOperations(
  config: Config,
  assembled: Assembled,
  starting: AsyncDisposableStack,
): Promise<string> {
  const { metrics } = assembled
  const server = operationsListener({
    ready: readiness(config, assembled),
    metrics: async () => ({
      text: await metrics.registry.metrics(),
      contentType: metrics.registry.contentType,
    }),
    fault: faultOf(assembled),
  })
  const drain = drainable(server)
  await listening(server, { ...config.operations.listen, setting: 'operations.listen' })
  starting.defer(() => drain(1000))
  return `http://${addressOf(server)}`
}

async function openOperatorSocket(
  config: Config,
  assembled: Assembled,
  starting: AsyncDisposableStack,
): Promise<void> {
  const server = operatorSocket(assembled.exchange, faultOf(assembled))
  const drain = drainable(server)
  const path = socketPath(config.node.dataDir)
  // What a killed node left behind: the store's lock says that nobody listens on it.
  await rm(path, { force: true })
  await listening(server, { path, setting: 'node.dataDir' })
  if (process.platform !== 'win32') await chmod(path, 0o600)
  starting.defer(() => drain(1000))
}

/** What is on its way to other nodes gets as long as running calls do; the rest goes when the node runs again. */
async function stopDeliveries(
  { limits }: Config,
  { exchange, endCalls }: Pick<Assembled, 'exchange' | 'endCalls'>,
): Promise<void> {
  const stopped = exchange.deliveries.stop()
  const cut = setTimeout(() => void endCalls(), limits.drainTimeout)
  await stopped
  clearTimeout(cut)
}

/** Tells the log of a fault, and gives the id to quote. */
function faultOf({ ports }: Assembled): (error: unknown) => string {
  return (error) => {
    const id = ports.ids.uuid()
    ports.journal.fault(id, error)
    return id
  }
}

function httpLimits({ limits }: Config): HttpLimits {
  return limits
}

function addressOf(server: Server): string {
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port')
  return address.family === 'IPv6'
    ? `[${address.address}]:${address.port}`
    : `${address.address}:${address.port}`
}
