import type { Label } from '../../protocol/label/label.ts'
import { parseAddress } from '../../protocol/urn.ts'
import type { Caller } from '../access/caller.ts'
import { demandRight, demandSide, mayActFor } from '../access/may-act-for.ts'
import type { NodeSettings } from '../node-settings.ts'
import type { Actor, Registry } from '../ports/registry.ts'
import { type Refusal, shsRefusal } from '../refusal.ts'
import { administrative, demandAnswerer, demandStructure } from './structure.ts'

/** Where an admitted message goes, and its label with from, to and product all said. */
export interface Admission {
  readonly label: Label
  readonly mailbox: string
}

/**
 * The checks that a message passes before its body is taken in, in the order of the specification
 * (shs-protocol.md 7): structure, sender, product, receiver. Throws the refusal of the first that fails.
 */
export async function admit(
  label: Label,
  caller: Caller,
  registry: Registry,
  node: NodeSettings,
  today: string,
): Promise<Admission> {
  demandStructure(label)
  const from = await sender(label, caller, registry, today)
  demandSide(caller, label.status)
  await product(label, registry)
  const to = await receiver(label, registry, node)
  demandAnswerer(label)
  return {
    label: {
      ...label,
      from: { ...label.from, address: from.address, commonName: label.from?.commonName || from.actor.name },
      to: { ...label.to, address: to.address, commonName: label.to?.commonName || to.actor.name },
    },
    mailbox: to.address,
  }
}

interface Found {
  readonly address: string
  readonly actor: Actor
}

async function sender(label: Label, caller: Caller, registry: Registry, today: string): Promise<Found> {
  if (label.from === undefined) await demandOneSender(caller, registry, today)
  const address = label.from?.address ?? caller.number
  const number = actorOf(address)
  await demandRight(caller, number, 'send', today, registry)
  const [actor] = await registry.actors([number])
  if (actor === undefined) {
    throw shsRefusal('UnknownSender', {
      words: {
        sv: `Avsändaren ${number} finns inte i nodens register.`,
        en: `The sender ${number} is not in the node's registry.`,
      },
      cure: askOperator,
    })
  }
  return { address, actor }
}

async function product(label: Label, registry: Registry): Promise<void> {
  // The special products are known everywhere.
  if (administrative(label) || label.product.id === 'agreement') return
  const [known] = await registry.products([label.product.id])
  if (known !== undefined) return
  throw shsRefusal('UnknownProductType', {
    words: {
      sv: `Produkttypen ${label.product.id} finns inte i nodens register.`,
      en: `The product type ${label.product.id} is not in the node's registry.`,
    },
    cure: askOperator,
  })
}

async function receiver(label: Label, registry: Registry, node: NodeSettings): Promise<Found> {
  if (label.to === undefined) throw unresolved(label)
  const { address } = label.to
  const number = actorOf(address)
  const [actor] = await registry.actors([number])
  if (actor === undefined) {
    throw shsRefusal('UnknownReceiver', {
      words: {
        sv: `Mottagaren ${number} finns inte i nodens register.`,
        en: `The receiver ${number} is not in the node's registry.`,
      },
      cure: {
        sv: 'Kontrollera numret; stämmer det, be nodens operatör lägga in mottagaren.',
        en: "Check the number; if it is right, ask the node's operator to enter the receiver.",
      },
    })
  }
  if (!hasMailboxHere(actor, node)) throw elsewhere(number)
  return { address, actor }
}

/** Whether an actor's messages wait in this node (product.md 3, `mailbox`). */
export function hasMailboxHere(actor: Actor, node: NodeSettings): boolean {
  return actor.kind === 'tenant' || actor.mailbox === true || actor.organisationNumber === node.actor
}

/** The organisation number of an address: what stands before its first dot. */
export function actorOf(address: string): string {
  return parseAddress(address)?.actor ?? address
}

const askOperator = {
  sv: 'Be nodens operatör lägga in den i registret.',
  en: "Ask the node's operator to enter it in the registry.",
}

/** A caller that may speak for several must say for which (shs-protocol.md 7.2). */
async function demandOneSender(caller: Caller, registry: Registry, today: string): Promise<void> {
  const customers = (await registry.rows()).flatMap(({ entry }) =>
    (entry.kind === 'actor' || entry.kind === 'tenant') &&
    mayActFor(caller, entry.organisationNumber, entry, 'send', today)
      ? [entry.organisationNumber]
      : [],
  )
  const numbers = [...new Set([caller.number, ...caller.alsoSpeaksFor, ...customers])]
  if (numbers.length === 1) return
  throw shsRefusal('IllegalSender', {
    words: {
      sv: `Etiketten saknar from, och certifikatet får tala för flera: ${numbers.join(', ')}.`,
      en: `The label has no from, and the certificate may speak for several: ${numbers.join(', ')}.`,
    },
    cure: { sv: 'Ange vilken av dem i from.', en: 'Say which of them in from.' },
  })
}

function unresolved(label: Label): Refusal {
  return shsRefusal('UnresolvedReceiver', {
    words: {
      sv: `Etiketten saknar to, och ingen överenskommelse om produkttypen ${label.product.id} ger en mottagare.`,
      en: `The label has no to, and no agreement on the product type ${label.product.id} gives a receiver.`,
    },
    cure: {
      sv: 'Ange mottagarens organisationsnummer i to.',
      en: "Give the receiver's organisation number in to.",
    },
  })
}

function elsewhere(number: string): Refusal {
  return shsRefusal('MissingDeliveryAddress', {
    words: {
      sv: `Mottagaren ${number} har ingen brevlåda här, och ingen leveransadress till den är känd.`,
      en: `The receiver ${number} has no mailbox here, and no delivery address to it is known.`,
    },
    cure: {
      sv: 'Skicka till den nod som mottagaren finns på, eller be operatören om en brevlåda här.',
      en: "Send to the node that serves the receiver, or ask this node's operator for a mailbox here.",
    },
  })
}
