import type { AdmissionWorld } from './receive/admission.ts'
import { DeliveryEngine } from './deliver/engine.ts'
import type { DeliverWorld } from './deliver/deliver-world.ts'
import { lookAt, type Looked } from './deliver/look-at.ts'
import { operate, type OperatorAct } from './deliver/operate.ts'
import { asRecorded } from './lifecycle/as-recorded.ts'
import { RunningRequests } from './synchronous/running-requests.ts'
import { writeDownPublication } from './registry/published.ts'
import type { Publication, Published } from './ports/directory.ts'
import { knowledgeOf } from './route/knowledge.ts'
import type { Caller } from './access/caller.ts'
import { identify } from './access/identify.ts'
import { agreementBook } from './agreements/agreement-book.ts'
import { type MayAnswer, mayI, type MayQuestion } from './agreements/may-i.ts'
import { removeLeftOver } from './lifecycle/remove-left-over.ts'
import { retain, type RetentionCounts } from './lifecycle/retention.ts'
import { type Answer, answer } from './establish/answer.ts'
import { type ListedAgreement, listAgreements } from './establish/list-agreements.ts'
import { type Proposal, propose } from './establish/propose.ts'
import type { Told } from './establish/sent-once.ts'
import { sweepOrphans } from './lifecycle/sweep-orphans.ts'
import { localTime, type LocalTime } from './local-time.ts'
import { acknowledgeMessage } from './mailbox/acknowledge-message.ts'
import { type Fetching, fetchMessage } from './mailbox/fetch-message.ts'
import { lookForMessage } from './mailbox/find-message.ts'
import { type ListConditions, listMailbox } from './mailbox/list-mailbox.ts'
import { openMailbox, type OpenMailbox } from './mailbox/open-mailbox.ts'
import type { NodeSettings } from './node-settings.ts'
import type { Channel, LogTotals, MessageRecord, StandingPage, StandingQuery } from './ports/message-log.ts'
import type { Ports } from './ports/ports.ts'
import type { RegistryEntry } from './ports/registry.ts'
import type { CertificateFacts } from './ports/trust.ts'
import { findReceipt, type Asker } from './receipts/find-receipt.ts'
import type { Receipt } from './receipts/receipt.ts'
import { type Accepted, type Answered, type Incoming, receive, type ReceiveWorld } from './receive/receive.ts'
import { writeDownRefusal } from './receive/refuse.ts'
import type { Refusal } from './refusal.ts'
import { isThere } from './registry/is-there.ts'
import { type ImportCounts, importEntries } from './registry/import-entries.ts'
import type { ImportOptions } from './registry/plan-import.ts'

/** What a node does, as the surfaces call it: one call for each thing that a caller may want. */
export interface Exchange {
  readonly node: NodeSettings
  readonly time: LocalTime
  identify(facts: CertificateFacts): Promise<Caller>
  receive(incoming: Incoming): Promise<Accepted | Answered>
  /** Writes in the ledger that a caller who is known was told no, and gives the refusal its id. */
  refused(refusal: Refusal, caller: Caller, channel: Channel): Promise<void>
  openMailbox(caller: Caller, address: string): Promise<OpenMailbox>
  list(mailbox: OpenMailbox, conditions: ListConditions): AsyncIterable<readonly MessageRecord[]>
  /** Whether the mailbox holds a message with the tx.id: a path segment may name a message or a product type. */
  holds(mailbox: OpenMailbox, txId: string): Promise<boolean>
  knowsProduct(uuid: string): Promise<boolean>
  fetch(mailbox: OpenMailbox, txId: string): Promise<Fetching>
  acknowledge(mailbox: OpenMailbox, txId: string): Promise<void>
  receipt(typed: string, asker: Asker): Promise<Receipt>
  /** Whether a message would be let through by the agreements; nothing is sent or written. */
  may(asked: MayQuestion): Promise<MayAnswer>
  /** Agreements that are made by messages between two nodes, as the operator sees them; the list holds those that came by import too. */
  readonly agreements: {
    propose(proposal: Proposal, user: string): Promise<Told>
    answer(answer: Answer, user: string): Promise<Told>
    list(): Promise<readonly ListedAgreement[]>
  }
  import(entries: readonly RegistryEntry[], options: ImportOptions, user: string): Promise<ImportCounts>
  export(): Promise<readonly RegistryEntry[]>
  /** The messages that go on from here: none goes before `start`, none is taken in hand after `stop`. */
  readonly deliveries: { start(): void; stop(): Promise<void> }
  /** An operator holds a message, sends it again, or cancels it. */
  operate(act: OperatorAct, typed: string, user: string): Promise<MessageRecord>
  /** A message or a refused attempt, by a receipt id or a tx.id: for the node's operator alone. */
  message(typed: string): Promise<Looked>
  /** Messages that wait, or are set aside, page by page: for the node's operator alone. */
  standing(query: StandingQuery): Promise<StandingPage>
  totals(): Promise<LogTotals>
  /** Writes in the ledger what an operator has published in a shared directory. */
  published(publication: Publication, published: Published, user: string): Promise<void>
  /** Removes blobs that no message needs; returns how many. */
  sweep(): Promise<number>
  /** Archives and purges what is old enough, batch by batch as long as `goesOn` says so. */
  retain(goesOn: () => boolean): Promise<RetentionCounts>
  numberAudit(): Promise<number>
}

/** What the use cases share: the ports, the node's settings, and what is made of them once. */
type World = ReceiveWorld & DeliverWorld & AdmissionWorld & { readonly ports: Ports }

/** The use cases of one node on its ports. */
export function createExchange(ports: Ports, node: NodeSettings): Exchange {
  const time = localTime(node.timeZone)
  const world: World = {
    ports,
    node,
    time,
    messageLog: ports.messageLog,
    knowledge: knowledgeOf(ports),
    running: new RunningRequests(),
    book: agreementBook(ports, node.agreements),
    handOn: (messages) => engine.handOn(messages.map(asRecorded)),
  }
  const engine = new DeliveryEngine(world)
  return {
    node,
    time,
    identify: (facts) => identify(facts, ports.registry, ports.directory),
    receive: (incoming) => receive(incoming, world),
    refused: (refusal, caller, channel) => writeDownRefusal(refusal, { caller, channel }, undefined, ports),
    openMailbox: (caller, address) => openMailbox(caller, address, ports, time),
    list: (mailbox, conditions) => listMailbox(mailbox, conditions, ports, node),
    async holds(mailbox, txId) {
      return (await lookForMessage(mailbox, txId, ports)) !== undefined
    },
    async knowsProduct(uuid) {
      const [product] = await ports.registry.products([uuid])
      return product !== undefined
    },
    fetch: (mailbox, txId) => fetchMessage(mailbox, txId, ports),
    acknowledge: (mailbox, txId) => acknowledgeMessage(mailbox, txId, world),
    receipt: (typed, asker) => findReceipt(typed, asker, ports, time),
    may: (asked) => mayI(asked, world.book, { ...ports, knowledge: world.knowledge, node }),
    import: (entries, options, user) => importEntries(entries, options, user, ports),
    agreements: {
      propose: (proposal, user) => propose(proposal, user, world),
      answer: (given, user) => answer(given, user, world),
      list: () => listAgreements(ports),
    },
    async export() {
      const rows = await ports.registry.rows()
      return rows.flatMap(({ entry }) => (isThere(entry) ? [entry] : []))
    },
    deliveries: { start: () => engine.start(), stop: () => engine.stop() },
    operate: (act, id, user) => operate(act, id, user, world, () => engine.look()),
    message: (typed) => lookAt(typed, world),
    standing: (query) => ports.messageLog.byState(query),
    totals: () => ports.messageLog.totals(),
    published: (publication, published, user) => writeDownPublication(publication, published, user, ports),
    async sweep() {
      // What a purge left over is no orphan: it would tell the sweep that the log is older than the blobs.
      await removeLeftOver(ports)
      return sweepOrphans(ports)
    },
    retain: (goesOn) => retain(ports, node.retention, goesOn),
    numberAudit: () => ports.messageLog.numberAudit(),
  }
}
