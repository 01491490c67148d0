import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  type webcrypto,
} from 'node:crypto'
import { promisify } from 'node:util'
import { KvittensError } from '../../protocol/kvittens-error.ts'

export type KeyAlgorithm = 'ec-p256' | 'rsa-2048'

const generate = promisify(generateKeyPair)

/** A new private key, PKCS #8 in PEM. */
export async function createKeyPem(algorithm: KeyAlgorithm = 'ec-p256'): Promise<string> {
  const { privateKey } =
    algorithm === 'ec-p256'
      ? await generate('ec', { namedCurve: 'P-256' })
      : await generate('rsa', { modulusLength: 2048 })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** The public half of a private key in PEM, as SubjectPublicKeyInfo. */
export function publicKeyDer(keyPem: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createPublicKey(keyPem).export({ type: 'spki', format: 'der' }))
}

/** A private key in PEM with its public half, ready to sign with ECDSA or RSA and SHA-256. */
export function signingKeys(keyPem: string): webcrypto.CryptoKeyPair {
  const privateKey = createPrivateKey(keyPem)
  const algorithm = signingAlgorithm(privateKey)
  return {
    privateKey: privateKey.toCryptoKey(algorithm, true, ['sign']),
    publicKey: createPublicKey(privateKey).toCryptoKey(algorithm, true, ['verify']),
  }
}

function signingAlgorithm(key: KeyObject): webcrypto.EcKeyImportParams | webcrypto.RsaHashedImportParams {
  if (key.asymmetricKeyType === 'rsa') return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return { name: 'ECDSA', namedCurve: 'P-256' }
  throw new KvittensError('UnsupportedKey', {
    words: {
      sv: 'Nyckeln är varken RSA eller P-256 och kan inte signera certifikat här.',
      en: 'The key is neither RSA nor P-256 and cannot sign certificates here.',
    },
    cure: { sv: 'Skapa en ny nyckel.', en: 'Make a new key.' },
  })
}
