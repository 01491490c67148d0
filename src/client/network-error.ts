import type { Words } from '../protocol/words.ts'
import { ClientError } from './client-error.ts'

/** What Node's codes of connections that may come about the next time mean to a person. */
const passing: Readonly<Record<string, Words>> = {
  ECONNREFUSED: { sv: 'ingen svarar på den porten', en: 'nothing answers on that port' },
  ECONNRESET: { sv: 'förbindelsen bröts', en: 'the connection was broken' },
  EPIPE: { sv: 'förbindelsen bröts', en: 'the connection was broken' },
  ECONNABORTED: { sv: 'förbindelsen bröts', en: 'the connection was broken' },
  ETIMEDOUT: { sv: 'inget svar i tid', en: 'no answer in time' },
  ENOTFOUND: { sv: 'namnet finns inte i DNS', en: 'the name is not in DNS' },
  EAI_AGAIN: { sv: 'DNS svarar inte', en: 'DNS does not answer' },
  EHOSTUNREACH: { sv: 'dit finns ingen väg', en: 'there is no way to it' },
  ENETUNREACH: { sv: 'dit finns ingen väg', en: 'there is no way to it' },
}

/** What a certificate that would be trusted at another time says to a person. */
const dates: Readonly<Record<string, (host: string) => { readonly words: Words; readonly cure: Words }>> = {
  CERT_HAS_EXPIRED: (host) => ({
    words: {
      sv: `Certifikatet som ${host} visar, eller dess CA:s, har gått ut.`,
      en: `The certificate that ${host} shows, or that of its CA, has expired.`,
    },
    cure: {
      sv: 'Säg det till den nodens operatör; stämmer klockan här?',
      en: "Tell that node's operator; is the clock right here?",
    },
  }),
  CERT_NOT_YET_VALID: (host) => ({
    words: {
      sv: `Certifikatet som ${host} visar, eller dess CA:s, gäller inte än.`,
      en: `The certificate that ${host} shows, or that of its CA, is not valid yet.`,
    },
    cure: {
      sv: 'Se efter att klockan här är rätt; annars, säg det till den nodens operatör.',
      en: "See that the clock is right here; else tell that node's operator.",
    },
  }),
}

/** The parser's codes, whatever it stumbled over. */
const noHttp: Words = { sv: 'det som svarar talar inte HTTP', en: 'what answers does not speak HTTP' }

/** A failed connection as a `ClientError`: the network's are retryable, a certificate's are not. */
export function networkError(error: unknown, host: string): ClientError {
  if (error instanceof ClientError) return error
  const code = codeOf(error)
  const words = code.startsWith('HPE_') ? noHttp : passing[code]
  if (words !== undefined) return unreachable(host, words, error)
  if (isTrust(code)) return untrusted(host, code, error)
  if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || code === 'EPROTO')
    return noTls(host, code, error)
  return unreachable(host, { sv: code, en: code }, error)
}

/** No connection, no octet either way, or no answer to what was sent, for so many milliseconds. */
export function timedOut(
  host: string,
  what: 'connect' | 'idle' | 'answer',
  milliseconds: number,
): ClientError {
  return new ClientError('TimedOut', { words: tooLong(host, what, milliseconds / 1000), retryable: true })
}

function tooLong(host: string, what: 'connect' | 'idle' | 'answer', seconds: number): Words {
  switch (what) {
    case 'connect':
      return {
        sv: `Ingen förbindelse med ${host} på ${seconds} s.`,
        en: `No connection with ${host} in ${seconds} s.`,
      }
    case 'idle':
      return {
        sv: `${host} har stått still i ${seconds} s.`,
        en: `${host} has stood still for ${seconds} s.`,
      }
    case 'answer':
      return {
        sv: `${host} tog emot men svarade inte på ${seconds} s.`,
        en: `${host} took it in but did not answer in ${seconds} s.`,
      }
  }
}

function unreachable(host: string, why: Words, cause: unknown): ClientError {
  return new ClientError('NoConnection', {
    words: {
      sv: `Förbindelsen med ${host} gick inte: ${why.sv}.`,
      en: `The connection with ${host} failed: ${why.en}.`,
    },
    retryable: true,
    cause,
  })
}

function untrusted(host: string, code: string, cause: unknown): ClientError {
  const outOfDate = dates[code]
  if (outOfDate !== undefined) return new ClientError('UntrustedServer', { ...outOfDate(host), cause })
  return new ClientError('UntrustedServer', {
    words: {
      sv: `Certifikatet som ${host} visar kan inte bevisas med de angivna CA:erna (${code}).`,
      en: `The certificate that ${host} shows cannot be proved by the given CAs (${code}).`,
    },
    cure: {
      sv: 'Ange CA-certifikatet som noden är utfärdad under: --ca FIL.',
      en: 'Give the certificate of the CA that the node was issued under: --ca FILE.',
    },
    cause,
  })
}

function noTls(host: string, code: string, cause: unknown): ClientError {
  return new ClientError('NoTls', {
    words: {
      sv: `TLS med ${host} gick inte (${code}).`,
      en: `TLS with ${host} failed (${code}).`,
    },
    cure: {
      sv: 'Se efter att adressen är maskinporten, och att certifikat och nyckel hör ihop och gäller.',
      en: "See that the address is the machines' port, and that certificate and key belong together and are valid.",
    },
    cause,
  })
}

function isTrust(code: string): boolean {
  return /CERT|ISSUER|SIGNATURE|CHAIN|CA$|^CRL|PURPOSE|ALTNAME/.test(code) && !code.startsWith('ERR_SSL')
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0])
  if (typeof error !== 'object' || error === null || !('code' in error)) return 'unknown'
  return String(error.code)
}
