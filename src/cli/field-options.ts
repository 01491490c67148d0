const long: Readonly<Record<string, string>> = { '-in': '--in', '-out': '--out' }

/** The field's client writes two options with one hyphen (shs-protocol.md 13); all else is as it was typed. */
export function withFieldOptions(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--')
  return args.map((arg, at) => (end >= 0 && at > end ? arg : (long[arg] ?? arg)))
}
