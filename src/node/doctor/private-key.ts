import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { type Check, fail, ok, outcome, type Verdict, warn } from './check.ts'

export interface PrivateKey {
  readonly keyFile: string
  readonly keyPem: string
  readonly certificateFile: string
  readonly certificatePem: string
}

/** Whether a key is the certificate's, and for its owner alone. */
export function privateKey(pair: PrivateKey): Check {
  return {
    name: 'key',
    async run() {
      const key = read(() => createPrivateKey(pair.keyPem))
      if (key === undefined) return outcome(noKey(pair))
      return { verdicts: [belongs(key, pair), ...(await openToOthers(pair))], next: [] }
    },
  }
}

/** True where the key is the certificate's, so that a handshake can be made with them. */
export function fit(keyPem: string, certificatePem: string): boolean {
  const key = read(() => createPrivateKey(keyPem))
  const certificate = read(() => new X509Certificate(certificatePem))
  return key !== undefined && certificate?.checkPrivateKey(key) === true
}

function read<T>(parse: () => T): T | undefined {
  try {
    return parse()
  } catch {
    // OpenSSL's reasons name its own routines; the verdict names the file and what should be in it.
    return undefined
  }
}

function belongs(key: KeyObject, { keyFile, certificateFile, certificatePem }: PrivateKey): Verdict {
  const certificate = read(() => new X509Certificate(certificatePem))
  return certificate?.checkPrivateKey(key) === true
    ? ok({
        sv: `Nyckeln ${keyFile} hör till certifikatet.`,
        en: `The key ${keyFile} belongs to the certificate.`,
      })
    : fail(
        {
          sv: `Nyckeln ${keyFile} hör inte till certifikatet ${certificateFile}.`,
          en: `The key ${keyFile} does not belong to the certificate ${certificateFile}.`,
        },
        {
          sv: 'Ange nyckeln som certifikatet beställdes med.',
          en: 'Name the key that the certificate was ordered with.',
        },
      )
}

async function openToOthers({ keyFile }: PrivateKey): Promise<readonly Verdict[]> {
  const { mode } = await stat(keyFile)
  if (process.platform === 'win32' || (mode & 0o077) === 0) return []
  return [
    warn(
      {
        sv: `Nyckeln ${keyFile} är öppen för andra än sin ägare (${(mode & 0o777).toString(8)}).`,
        en: `The key ${keyFile} is open to others than its owner (${(mode & 0o777).toString(8)}).`,
      },
      { sv: `Stäng den: chmod 600 ${keyFile}`, en: `Close it: chmod 600 ${keyFile}` },
    ),
  ]
}

function noKey({ keyFile }: PrivateKey): Verdict {
  return fail(
    {
      sv: `Filen ${keyFile} innehåller ingen privat nyckel.`,
      en: `The file ${keyFile} does not hold a private key.`,
    },
    { sv: 'Ange en fil i PEM-format, utan lösenord.', en: 'Name a file in PEM, without a password.' },
  )
}
