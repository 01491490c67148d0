import type { Language } from './command.ts'

/** Swedish where the locale of messages is; the first variable that is set decides, as POSIX says. */
export function languageOf(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find(
    (value) => value !== undefined && value !== '',
  )
  return locale?.toLowerCase().startsWith('sv') === true ? 'sv' : 'en'
}
