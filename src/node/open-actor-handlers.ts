import { readFile } from 'node:fs/promises'
import type { LocalHandler } from '../adapters/handlers/local-handler.ts'
import { unknownMediaType } from '../adapters/handlers/media-type.ts'
import { type HandlersOptions, openHandlers } from '../adapters/handlers/open-handlers.ts'
import type { Handlers } from '../exchange/ports/handlers.ts'
import type { Config } from './config/config.ts'
import { handlerFaults } from './config/handler-faults.ts'
import type { HandlerSettings } from './config/handler-settings.ts'
import { ConfigError } from './config/problem.ts'

/** The handlers of the settings; nothing is called or run before the first request. */
export async function openActorHandlers(
  config: Config,
  options: HandlersOptions,
): Promise<Handlers & AsyncDisposable> {
  const faults = handlerFaults(config)
  if (faults.length > 0) throw new ConfigError(faults)
  const handlers = await Promise.all(
    config.handlers.map(async (settings) => ({
      name: settings.name,
      actor: settings.actor ?? config.node.actor,
      product: settings.product,
      test: settings.test,
      timeout: settings.timeout,
      concurrency: settings.concurrency,
      by: await answererOf(settings),
    })),
  )
  return openHandlers(handlers, options)
}

async function answererOf(settings: HandlerSettings): Promise<LocalHandler['by']> {
  const { url, ca, command, contentType = unknownMediaType, fileName } = settings
  if (url !== undefined) {
    return { kind: 'http', url, ...(ca !== undefined && { ca: await readFile(ca, 'utf8') }) }
  }
  const [file, ...args] = command ?? []
  if (file === undefined) throw new Error(`the handler ${settings.name} has neither url nor command`)
  return { kind: 'command', file, args, contentType, ...(fileName !== undefined && { fileName }) }
}
