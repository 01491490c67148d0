import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { MessageLog } from '../../exchange/ports/message-log.ts'

/** The metrics of one node in Prometheus' text form. */
export interface NodeMetrics {
  readonly registry: Registry
  /** Adds what the message log can tell; asked anew at each scrape. */
  watch(messageLog: MessageLog, now: () => number): void
}

export function nodeMetrics(): NodeMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return {
    registry,
    watch(messageLog, now) {
      const gauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers: [registry] })
      const messages = gauge('kvittens_messages', 'Messages in the log.')
      const waiting = gauge('kvittens_messages_waiting', 'Messages that wait for an acknowledgement.')
      const rows = gauge('kvittens_audit_rows', 'Rows of the ledger.')
      registry.registerMetric(
        new Gauge({
          name: 'kvittens_oldest_waiting_seconds',
          help: 'Age of the oldest message that waits.',
          registers: [],
          async collect() {
            const totals = await messageLog.totals()
            messages.set(totals.messages)
            waiting.set(totals.waiting)
            rows.set(totals.auditRows)
            this.set(totals.oldestWaitingAt === undefined ? 0 : (now() - totals.oldestWaitingAt) / 1000)
          },
        }),
      )
    },
  }
}
