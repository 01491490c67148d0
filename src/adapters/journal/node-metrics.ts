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
      // Each asks for itself when it is scraped: a gauge that another sets would be one scrape behind.
      const gauge = (name: string, help: string, collect?: () => Promise<void>): Gauge =>
        new Gauge({ name, help, registers: [registry], ...(collect === undefined ? {} : { collect }) })
      const ask = async (): Promise<void> => {
        const totals = await messageLog.totals()
        messages.set(totals.messages)
        waiting.set(totals.waiting)
        queued.set(totals.queued)
        quarantined.set(totals.quarantined)
        rows.set(totals.auditRows)
        oldestQueued.set(totals.oldestQueuedAt === undefined ? 0 : (now() - totals.oldestQueuedAt) / 1000)
        oldest.set(totals.oldestWaitingAt === undefined ? 0 : (now() - totals.oldestWaitingAt) / 1000)
      }
      const messages = gauge('kvittens_messages', 'Messages in the log.', ask)
      const waiting = gauge('kvittens_messages_waiting', 'Messages that wait for an acknowledgement.', ask)
      const queued = gauge('kvittens_queued_messages', 'Messages that are new, queued or held.', ask)
      const quarantined = gauge(
        'kvittens_quarantined_messages',
        'Messages that are set aside for an operator.',
        ask,
      )
      const rows = gauge('kvittens_audit_rows', 'Rows of the ledger.', ask)
      const oldest = gauge('kvittens_oldest_waiting_seconds', 'Age of the oldest message that waits.', ask)
      const oldestQueued = gauge(
        'kvittens_oldest_queued_seconds',
        'How long the oldest that is new, queued or held has been so.',
        ask,
      )
    },
  }
}
