import type { MessageFacts } from './shs-message.ts'

/** What a confirm or error message says of the message with these ids, as `shsMessage` takes it. */
export function admFacts(
  product: 'confirm' | 'error',
  ids: { readonly corrId: string; readonly contentId: string },
): MessageFacts {
  const outcome =
    product === 'confirm' ? '<confirmation/>' : '<error errorcode="OtherError" errorinfo="Trasig fil"/>'
  const document = `<?xml version="1.0" encoding="ISO-8859-1"?>
<shs.management version="1.2" corr.id="${ids.corrId}" content.id="${ids.contentId}"><datetime>2026-10-05T12:00:00</datetime>${outcome}</shs.management>`
  return {
    ...ids,
    product,
    sequenceType: 'adm',
    parts: [
      { content: Buffer.from(document, 'latin1'), fileName: `${product}.xml`, contentType: 'text/xml' },
    ],
  }
}
