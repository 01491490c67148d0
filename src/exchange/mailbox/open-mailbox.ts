import { parseAddress } from '../../protocol/urn.ts'
import type { Caller } from '../access/caller.ts'
import { demandRight } from '../access/may-act-for.ts'
import type { LocalTime } from '../local-time.ts'
import type { Ports } from '../ports/ports.ts'
import { Refusal } from '../refusal.ts'

/** A mailbox that its caller may look into. Made by `openMailbox` alone. */
export interface OpenMailbox {
  readonly address: string
  readonly caller: Caller
}

/** Decides whether the caller may fetch for an address: itself, or an actor that gives it the right. */
export async function openMailbox(
  caller: Caller,
  address: string,
  ports: Ports,
  time: LocalTime,
): Promise<OpenMailbox> {
  const parsed = parseAddress(address)
  if (parsed === undefined) throw illFormed(address)
  const today = time.format(ports.clock.now()).slice(0, 10)
  await demandRight(caller, parsed.actor, 'fetch', today, ports.registry)
  return { address, caller }
}

function illFormed(address: string): Refusal {
  return new Refusal('badRequest', 'IllegalAddress', {
    words: {
      sv: `"${address}" är ingen adress: den är ett organisationsnummer (tio siffror), eventuellt följt av punkt och ett eget namn.`,
      en: `"${address}" is no address: it is an organisation number (ten digits), or one with a dot and a name of its own.`,
    },
  })
}
