import type { Usage } from './process-usage.ts'

/** One line of the report. Texts are ready to be read. */
export interface Figure {
  readonly part: string
  readonly name: string
  readonly node: string
  /** Of the bare server, where there is one. */
  readonly bare: string
  readonly ratio: string
  /** Lowest and highest of the rounds, the node's then the bare server's. */
  readonly spread: string
  readonly target: string
  readonly reached: boolean | undefined
  /** Others used the server's core meanwhile: the figure says nothing of the node, whichever way it went. */
  readonly disturbed: boolean
  /** How busy the cores were, and whatever else a reader should know. */
  readonly note: string
  /** The bare numbers, for programs. */
  readonly values: Readonly<Record<string, number | readonly number[]>>
}

/** Of the server's core: what others may use of it without spoiling a figure. */
const othersMost = 0.05

/** True where one of these was measured while others used the server's core. */
export function disturbed(...usages: readonly Usage[]): boolean {
  return usages.some(({ others }) => others > othersMost)
}

/** Says who used the cores: of the last rounds of the node and of the bare server. */
export function usageNote(node: Usage, bare: Usage | undefined): string {
  return [usageOf('node', node), ...(bare === undefined ? [] : [usageOf('bare', bare)])].join('; ')
}

function usageOf(name: string, { server, serverSystem, generator, others }: Usage): string {
  const noise = others > 0.02 ? `, others on that core ${percent(others)}` : ''
  return `${name} ${percent(server)} of its core (kernel ${percent(serverSystem)}), generator ${percent(generator)}${noise}`
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
