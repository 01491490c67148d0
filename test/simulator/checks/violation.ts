/** A promise of the node that a run has seen broken. */
export class Violation extends Error {
  readonly rule: string
  /** The node that broke it. */
  readonly node: string

  constructor(rule: string, node: string, detail: string) {
    super(`${rule}: ${detail}`)
    this.name = 'Violation'
    this.rule = rule
    this.node = node
  }
}
