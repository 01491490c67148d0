import type { KvittensError } from '../../protocol/kvittens-error.ts'
import type { Directory, DirectoryAgreement, DirectoryAnswer } from '../ports/directory.ts'
import type { Registry } from '../ports/registry.ts'
import { actorOf } from '../../protocol/urn.ts'
import type { PublicAgreement } from './known-agreement.ts'
import { isAgainstFlow, type OpenQuestion } from './question.ts'

/** What the directory knows of a question. */
export interface Published {
  readonly published: readonly PublicAgreement[]
  /** A directory that might know more does not answer; retryable. */
  readonly unanswered?: KvittensError
}

interface Sources {
  readonly registry: Pick<Registry, 'products'>
  readonly directory: Pick<Directory, 'agreements' | 'agreementsById' | 'products'>
}

const nothing: Published = { published: [] }

/**
 * The public agreements that a message may go by: they let anyone send to the principal, and the principal reply
 * (section 7.5), so the principal is the receiver, or the sender of an asynchronous reply. Where the receiver is left
 * open it is the principal of the product type: an agreement that another has published on it gives no receiver.
 */
export async function publicAgreements(question: OpenQuestion, ports: Sources): Promise<Published> {
  const principal = await principalFor(question, ports)
  if (principal.kind !== 'found') return principal.kind === 'absent' ? nothing : unanswered(principal.error)
  if (question.agreement === undefined) {
    const key = { product: question.product, principal: principal.number }
    const [answer] = await ports.directory.agreements([key])
    return publishedBy(answer)
  }
  const [answer] = await ports.directory.agreementsById([question.agreement])
  const found = publishedBy(answer)
  if (question.to !== undefined) return found
  return { ...found, published: found.published.filter((one) => one.principal === principal.number) }
}

type Principal =
  | { readonly kind: 'found'; readonly number: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unavailable'; readonly error: KvittensError }

async function principalFor(question: OpenQuestion, { registry, directory }: Sources): Promise<Principal> {
  if (isAgainstFlow(question)) return { kind: 'found', number: actorOf(question.from) }
  if (question.to !== undefined) return { kind: 'found', number: actorOf(question.to) }
  const [product] = await registry.products([question.product])
  if (product !== undefined) return { kind: 'found', number: product.principal }
  const [published] = await directory.products([question.product])
  if (published === undefined) return { kind: 'absent' }
  return published.kind === 'found' ? { kind: 'found', number: published.entry.principal } : published
}

function publishedBy(answer: DirectoryAnswer<readonly DirectoryAgreement[]> | undefined): Published {
  if (answer === undefined || answer.kind === 'absent') return nothing
  return answer.kind === 'unavailable'
    ? unanswered(answer.error)
    : { published: answer.entry.map(publicAgreement) }
}

function unanswered(error: KvittensError): Published {
  return { published: [], unanswered: error }
}

function publicAgreement({ uuid, principal, products, transferType }: DirectoryAgreement): PublicAgreement {
  return { kind: 'public', uuid, principal, products, ...(transferType !== undefined && { transferType }) }
}
