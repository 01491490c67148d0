import type { Logger } from 'pino'
import { Counter, type Registry as MetricsRegistry } from 'prom-client'
import type { BusinessEvent, Journal } from '../../exchange/ports/journal.ts'

/** The journal of a node: a JSON line and a count for each business event. */
export function logAndMetrics(logger: Logger, metrics: MetricsRegistry): Journal {
  const events = new Counter({
    name: 'kvittens_events_total',
    help: 'Business events, by kind and error code.',
    labelNames: ['event', 'code'],
    registers: [metrics],
  })
  const bytes = new Counter({
    name: 'kvittens_received_bytes_total',
    help: 'Octets of the files in received messages.',
    registers: [metrics],
  })
  const faults = new Counter({
    name: 'kvittens_faults_total',
    help: 'Faults of the node itself.',
    registers: [metrics],
  })
  return {
    tell(event: BusinessEvent) {
      events.inc({ event: event.event, code: event.code ?? '' })
      if (event.event === 'received') bytes.inc(event.bytes ?? 0)
      const { at: _, ...fields } = event
      logger.info(fields)
    },
    fault(id, error) {
      faults.inc()
      logger.error({ fault: id, err: error })
    },
  }
}
