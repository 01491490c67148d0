const forms = /^(?:16)?([0-9]{6})-?([0-9]{4})$/

/**
 * The ten digits of a Swedish organisation number written as `NNNNNNNNNN`, `NNNNNN-NNNN` or with the prefix 16
 * (section 11); undefined where the text is something else. The check digit is not looked at.
 */
export function parseOrganisationNumber(text: string): string | undefined {
  const match = forms.exec(text.trim())
  return match === null ? undefined : `${match[1] ?? ''}${match[2] ?? ''}`
}

/** True when the last of ten digits is the right one by the Luhn formula. */
export function hasRightCheckDigit(number: string): boolean {
  if (!/^[0-9]{10}$/.test(number)) return false
  let sum = 0
  for (let i = 0; i < number.length; i++) {
    const weighted = (number.charCodeAt(i) - 0x30) * (i % 2 === 0 ? 2 : 1)
    sum += weighted > 9 ? weighted - 9 : weighted
  }
  return sum % 10 === 0
}

/** Ten digits as people write them, `NNNNNN-NNNN`; any other text unchanged. */
export function formatOrganisationNumber(number: string): string {
  return /^[0-9]{10}$/.test(number) ? `${number.slice(0, 6)}-${number.slice(6)}` : number
}
