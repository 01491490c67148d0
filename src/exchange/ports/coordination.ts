/** Something held for a while by one; given back by disposing it. */
export interface Lease extends AsyncDisposable {
  readonly key: string
}

/** Who holds what, among all processes of the node. A process that dies gives back what it held. */
export interface Coordination {
  /** Undefined while another holds it. */
  acquire(key: string): Promise<Lease | undefined>
  /** The keys held this moment that begin with `prefix`. */
  held(prefix: string): Promise<readonly string[]>
}
