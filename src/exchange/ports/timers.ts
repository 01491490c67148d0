/** Waiting, for what a node does by itself. */
export interface Timers {
  /** Calls back once, after so many milliseconds of the passing of time; not after it was disposed. Never keeps a process up. */
  after(milliseconds: number, run: () => void): Disposable
}
