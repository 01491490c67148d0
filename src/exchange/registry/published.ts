import { writeDown } from '../audit/write-down.ts'
import type { Publication, Published } from '../ports/directory.ts'
import type { Ports } from '../ports/ports.ts'

/** The ledger's row of what was published in a shared directory: others go by it from then on. */
export async function writeDownPublication(
  publication: Publication,
  { directory, place, change }: Published,
  user: string,
  ports: Ports,
): Promise<void> {
  const isAddress = publication.kind === 'address'
  const text = `${change}: ${publication.kind} ${place} (${directory})`
  await writeDown(ports, {}, [
    {
      event: 'published',
      at: ports.clock.now(),
      caller: isAddress ? publication.actor : publication.principal,
      ...(publication.kind === 'agreement'
        ? {}
        : { product: isAddress ? publication.product : publication.uuid }),
      code: publication.kind,
      detail: { user, text: { sv: text, en: text } },
    },
  ])
}
