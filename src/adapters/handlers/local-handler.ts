/** One of the actor's own systems, as the settings name it. */
export interface LocalHandler {
  readonly name: string
  /** Organisation number of the actor that it answers for. */
  readonly actor: string
  /** UUID of the product type that it answers. */
  readonly product: string
  /** Whether it gets requests of status test too; it is told which they are. */
  readonly test: boolean
  /** Milliseconds until its answer begins to come, the wait for its turn included; then without an octet of it. */
  readonly timeout: number
  /** Questions at once; further ones wait for their turn. */
  readonly concurrency: number
  readonly by: HttpAnswerer | CommandAnswerer
}

export interface HttpAnswerer {
  readonly kind: 'http'
  readonly url: string
  /** PEM of the CAs that the server's certificate must come from; the well-known ones where absent. */
  readonly ca?: string
}

export interface CommandAnswerer {
  readonly kind: 'command'
  /** Absolute path of the program. */
  readonly file: string
  /** Given as they are, without a shell. */
  readonly args: readonly string[]
  /** What its answers are. */
  readonly contentType: string
  readonly fileName?: string
}
