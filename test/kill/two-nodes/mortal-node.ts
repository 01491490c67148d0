import type { Identity, MtlsClient } from '../../support/mtls-client.ts'
import { NodeDidNotStart, type StartOptions } from '../../support/node-process.ts'
import type { NodePlace } from '../../support/node-place.ts'

/** A call to a node that was killed meanwhile: nobody knows what became of it. */
export const lost = Symbol('lost')

/** A node that is killed and started again while its callers go on. */
export class MortalNode {
  readonly place: NodePlace
  readonly dataDir: string
  readonly #serverName: string
  kills = 0
  /** Counts up with each start. */
  #lives = 0
  #alive = false
  #up = Promise.withResolvers<void>()
  readonly #clients = new Map<Identity, MtlsClient>()

  constructor(place: NodePlace, dataDir: string, serverName: string) {
    this.place = place
    this.dataDir = dataDir
    this.#serverName = serverName
  }

  /** Of its receive service; throws where it does not run. */
  get url(): string {
    return `${this.place.node().machines}/shs/rs`
  }

  async start(options?: StartOptions): Promise<void> {
    await this.place.start(options)
    this.#lives++
    this.#alive = true
    this.#up.resolve()
  }

  /** SIGKILL; callers wait from now on. */
  async kill(): Promise<void> {
    this.kills++
    this.#down()
    await this.place.node().kill()
  }

  /** SIGTERM; the exit code. */
  async stop(): Promise<number | null> {
    this.#down()
    return this.place.node().stop()
  }

  /** Starts it and kills it before it is ready, or as soon as it is. */
  async startAndKill(milliseconds: number): Promise<void> {
    const kill = (child: { kill(signal: 'SIGKILL'): unknown }): void => {
      setTimeout(() => child.kill('SIGKILL'), milliseconds)
    }
    try {
      const node = await this.place.start({ onSpawn: kill })
      await node.ended
    } catch (error) {
      if (!(error instanceof NodeDidNotStart)) throw error
    }
    this.kills++
  }

  /** Calls it as an organisation as soon as it runs; `lost` where it was killed before it answered. */
  async ask<T>(identity: Identity, call: (client: MtlsClient) => Promise<T>): Promise<T | typeof lost> {
    await this.#up.promise
    const life = this.#lives
    try {
      return await call(this.#client(identity))
    } catch (error) {
      if (this.#alive && this.#lives === life) throw error
      return lost
    }
  }

  #client(identity: Identity): MtlsClient {
    const known = this.#clients.get(identity)
    if (known !== undefined) return known
    const made = this.place.client(identity, { serverName: this.#serverName })
    this.#clients.set(identity, made)
    return made
  }

  #down(): void {
    this.#alive = false
    this.#up = Promise.withResolvers()
    for (const client of this.#clients.values()) client[Symbol.dispose]()
    this.#clients.clear()
  }
}
