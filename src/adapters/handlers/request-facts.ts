import type { HandledRequest } from '../../exchange/ports/handlers.ts'
import { mediaType, unknownMediaType } from './media-type.ts'

/** What a handler is told of a request besides its file. */
export interface RequestFact {
  readonly header: string
  readonly variable: string
  readonly value: (request: HandledRequest) => string | undefined
}

/** The facts, with the names that a handler reads them by. */
export const requestFacts: readonly RequestFact[] = [
  { header: 'X-shs-txid', variable: 'KVITTENS_TX_ID', value: ({ txId }) => txId },
  { header: 'X-shs-corrid', variable: 'KVITTENS_CORR_ID', value: ({ corrId }) => corrId },
  { header: 'X-shs-contentid', variable: 'KVITTENS_CONTENT_ID', value: ({ contentId }) => contentId },
  { header: 'X-shs-from', variable: 'KVITTENS_FROM', value: ({ from }) => from },
  { header: 'X-shs-to', variable: 'KVITTENS_TO', value: ({ to }) => to },
  { header: 'X-shs-producttype', variable: 'KVITTENS_PRODUCT', value: ({ product }) => product },
  { header: 'X-shs-status', variable: 'KVITTENS_STATUS', value: ({ status }) => status },
  { header: 'X-shs-filename', variable: 'KVITTENS_FILE_NAME', value: ({ fileName }) => fileName },
  { header: 'Content-Type', variable: 'KVITTENS_CONTENT_TYPE', value: contentTypeOf },
]

/** The type of a request's file: what its sender said, where that is a media type. */
function contentTypeOf({ contentType }: HandledRequest): string {
  return mediaType(contentType) ?? unknownMediaType
}
