/** An error that the simulation itself has made: a node may meet it, tell of it and go on. */
export class SimulatedFault extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'SimulatedFault'
  }
}
