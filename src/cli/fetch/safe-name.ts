/** Octets of a name that every common file system holds, with room for what makes it unique. */
const maxBytes = 200
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/**
 * A file name from elsewhere as one that is safe to make in a folder: no path in it, nothing that a shell's glob or a
 * desktop hides, nothing that Windows refuses. `fallback` where nothing is left.
 */
export function safeName(name: string | undefined, fallback: string): string {
  const clean = (name ?? '')
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}/\\<>:"|?*]/gu, '_')
    .replace(/^[\s.-]+/, (lead) => '_'.repeat(lead.trim().length))
    .replace(/[\s.]+$/, '')
  if (clean.replaceAll('_', '') === '') return fallback
  return shortened(reserved.test(clean) ? `_${clean}` : clean)
}

/** A name with something put in before its extension. */
export function withSuffix(name: string, suffix: string): string {
  const { stem, extension } = parts(name)
  return `${stem}${suffix}${extension}`
}

function shortened(name: string): string {
  if (Buffer.byteLength(name) <= maxBytes) return name
  const { stem, extension } = parts(name)
  let short = ''
  const room = maxBytes - Buffer.byteLength(extension)
  for (const character of stem) {
    if (Buffer.byteLength(short + character) > room) break
    short += character
  }
  return short + extension
}

/** What is taken for an extension is short; a dot far from the end is part of the name. */
function parts(name: string): { readonly stem: string; readonly extension: string } {
  const extension = /(?<=.)\.[^.]{1,16}$/u.exec(name)?.[0] ?? ''
  return { stem: name.slice(0, name.length - extension.length), extension }
}
