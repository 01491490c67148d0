/** Where a socket goes for an https URL: an IPv6 host without its brackets, and the port that it leaves out. */
export function socketAddress(url: URL): { readonly host: string; readonly port: number } {
  return {
    host: url.hostname.replaceAll(/[[\]]/g, ''),
    port: url.port === '' ? 443 : Number(url.port),
  }
}
