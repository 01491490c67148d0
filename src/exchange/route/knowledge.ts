import type { KvittensError } from '../../protocol/kvittens-error.ts'
import type { DirectoryAnswer } from '../ports/directory.ts'
import type { Ports } from '../ports/ports.ts'
import type { Actor } from '../ports/registry.ts'

/** What is known of a thing: "not there" and "could not be asked" are two answers. */
export type Known<T> =
  | { readonly kind: 'known'; readonly value: T }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unanswered'; readonly error: KvittensError }

/** An organisation, and what the registry says of it where it is there. */
export interface KnownActor {
  readonly number: string
  readonly name: string
  readonly registered?: Actor
}

/** The node's own registry and behind it the shared directory, asked in this order. */
export interface Knowledge {
  actor(number: string): Promise<Known<KnownActor>>
  /** Known by its name; the special products are the caller's to know. */
  product(uuid: string): Promise<Known<{ readonly name: string }>>
  /** The URL where messages of a product type to an actor are posted. */
  address(actor: KnownActor, product: string): Promise<Known<string>>
}

/** What the node knows of others, by the registry and then the directory (shs-protocol.md 7). */
export function knowledgeOf({ registry, directory }: Pick<Ports, 'registry' | 'directory'>): Knowledge {
  return {
    async actor(number) {
      const [registered] = await registry.actors([number])
      if (registered !== undefined) return known({ number, name: registered.name, registered })
      return toldBy(await directory.actors([number]), ({ name }) => ({ number, name }))
    },
    async product(uuid) {
      const [registered] = await registry.products([uuid])
      if (registered !== undefined) return known({ name: registered.name })
      return toldBy(await directory.products([uuid]), ({ name }) => ({ name }))
    },
    async address({ number, registered }, product) {
      if (registered?.deliveryAddress !== undefined) return known(registered.deliveryAddress)
      return toldBy(await directory.addresses([{ actor: number, product }]), ({ url }) => url)
    },
  }
}

function known<T>(value: T): Known<T> {
  return { kind: 'known', value }
}

function toldBy<T, V>([answer]: readonly DirectoryAnswer<T>[], read: (entry: T) => V): Known<V> {
  if (answer === undefined) throw new Error('the directory gave no answer to a question')
  switch (answer.kind) {
    case 'found':
      return known(read(answer.entry))
    case 'absent':
      return { kind: 'unknown' }
    case 'unavailable':
      return { kind: 'unanswered', error: answer.error }
  }
}
