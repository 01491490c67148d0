const block = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g

/** The DER octets of each certificate in a PEM text, in its order; text around them is let be. */
export function certificatesInPem(text: string): Uint8Array[] {
  return [...text.matchAll(block)].map((match) => Buffer.from(match[1] ?? '', 'base64'))
}
