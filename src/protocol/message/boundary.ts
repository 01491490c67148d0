/** A boundary of `random` octets (16: 128 bits), so that no content can hold it but by a chance that never comes. */
export function boundaryFrom(random: Uint8Array): string {
  let hex = ''
  for (const octet of random) hex += octet.toString(16).padStart(2, '0')
  return `kvittens-${hex}`
}
