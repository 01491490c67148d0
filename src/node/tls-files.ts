import { readFile } from 'node:fs/promises'
import type { TrustAnchor } from '../adapters/trust/trust-anchor.ts'
import type { ServerCertificate } from '../surfaces/http/machines-listener.ts'
import type { Config } from './config/config.ts'

/** The keys and certificates of the machines' port, read from the files that the settings name. */
export function readCertificates({ machines }: Config): Promise<readonly ServerCertificate[]> {
  return Promise.all(
    machines.certificates.map(async ({ key, certificate }) => ({
      key: await readFile(key, 'utf8'),
      certificate: await readFile(certificate, 'utf8'),
    })),
  )
}

/** The CAs that the settings trust, with where each puts the organisation number. */
export function readTrustAnchors({ machines }: Config): Promise<readonly TrustAnchor[]> {
  return Promise.all(
    machines.trust.map(async ({ ca, ...rules }) => ({ ...rules, ca: await readFile(ca, 'utf8') })),
  )
}
