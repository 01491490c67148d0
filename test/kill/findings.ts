/** What is found wrong, in words; nothing, where all is as it should be. */
export class Findings {
  readonly violations: string[] = []

  violation(text: string): void {
    this.violations.push(text)
  }

  expect(holds: boolean, text: string): void {
    if (!holds) this.violation(text)
  }
}
