import type { Publication } from '../../exchange/ports/directory.ts'

/** The organisation that a publication is of, and so must be published by. */
export function publicationOwner(publication: Publication): string {
  return publication.kind === 'address' ? publication.actor : publication.principal
}
