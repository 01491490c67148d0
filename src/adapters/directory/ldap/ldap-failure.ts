import { ResultCodeError } from 'ldapts'
import { KvittensError } from '../../../protocol/kvittens-error.ts'
import type { Words } from '../../../protocol/words.ts'
import { DirectoryUnavailable } from '../directory-unavailable.ts'

/** The connection is no good any more, whatever the directory may say on another one. */
export class BrokenConnection extends DirectoryUnavailable {}

const answers: Readonly<Record<number, Words>> = {
  3: { sv: 'frågan tar för lång tid för den', en: 'the question takes it too long' },
  4: { sv: 'svaret är för stort för den', en: 'the answer is too large for it' },
  7: { sv: 'den tar inte inloggning med lösenord', en: 'it takes no simple bind' },
  8: { sv: 'den kräver starkare inloggning', en: 'it wants a stronger bind' },
  11: { sv: 'frågan är för stor för den', en: 'the question is too large for it' },
  13: { sv: 'den kräver TLS', en: 'it wants TLS' },
  32: { sv: 'basen finns inte i den', en: 'the base is not in it' },
  48: { sv: 'den tar inte den inloggningen', en: 'it does not take that bind' },
  49: { sv: 'bindDn eller lösenordet stämmer inte', en: 'bindDn or its password is wrong' },
  50: { sv: 'rättighet saknas', en: 'permission denied' },
  51: { sv: 'den är upptagen', en: 'it is busy' },
  52: { sv: 'den är inte redo', en: 'it is not ready' },
}

/** An error of the library or of the socket, as what it means for who asked; one of this program's own stays as it is. */
export function ldapFailure(directory: string, error: unknown): KvittensError {
  if (error instanceof KvittensError) return error
  if (error instanceof ResultCodeError) return saidNo(directory, error)
  return new BrokenConnection(directory, why(error), { cause: error })
}

/** The number of the LDAP result that an error tells of (RFC 4511 4.1.9); undefined where it tells of none. */
export function resultCode(error: unknown): number | undefined {
  return error instanceof ResultCodeError ? error.code : undefined
}

/** Time, size and administrative limits: the results that tell of the question and not of the directory. */
const ofTheQuestion: ReadonlySet<number> = new Set([3, 4, 11])

/** Whether the directory stopped because there was too much to say. */
export function saidTooMuch(error: unknown): boolean {
  return error instanceof DirectoryUnavailable && error.thisQuestionOnly
}

function saidNo(directory: string, error: ResultCodeError): DirectoryUnavailable {
  const words = answers[error.code] ?? { sv: `LDAP-svar ${error.code}`, en: `LDAP result ${error.code}` }
  return new DirectoryUnavailable(directory, words, {
    cure: {
      sv: 'Den som sköter noden: se över katalogen i inställningarna (directory).',
      en: 'The operator of the node: look over the directory in the settings (directory).',
    },
    cause: error,
    thisQuestionOnly: ofTheQuestion.has(error.code),
  })
}

function why(error: unknown): Words {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  if (/CERT|ISSUER|SIGNATURE|CHAIN|ALTNAME|PURPOSE/.test(code)) {
    return {
      sv: `dess certifikat kan inte bevisas (${code})`,
      en: `its certificate cannot be proved (${code})`,
    }
  }
  const message = error instanceof Error ? error.message : ''
  if (/timed out|timeout/i.test(message)) return { sv: 'inget svar i tid', en: 'no answer in time' }
  if (code !== '') return { sv: `förbindelsen gick inte (${code})`, en: `the connection failed (${code})` }
  return { sv: 'förbindelsen bröts', en: 'the connection was broken' }
}
