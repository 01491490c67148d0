import { ClientError } from './client-error.ts'

/** A good answer that came before the message's last octet was out: no node can have the whole of it yet. */
export function answeredTooEarly(host: string): ClientError {
  return new ClientError('AnsweredTooEarly', {
    words: {
      sv: `${host} svarade innan hela meddelandet var sänt; svaret är ingen kvittens.`,
      en: `${host} answered before the whole message was sent; its answer is no receipt.`,
    },
    retryable: true,
  })
}
